/**
 * `encodeLink(text)`: the modules of a QR code of a text, rows of true for dark, or null for a text
 * that is too long.
 *
 * Byte mode, error correction level L, versions 1 to 15, always mask 0; after ISO/IEC 18004.
 */
export const ENCODE_LINK_SCRIPT = `
function encodeLink(text) {
	// For versions 1 to 15 at level L.
	const CHECKS_PER_BLOCK = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22];
	const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6];
	const bytes = new TextEncoder().encode(text);

	// The codewords of a version: what its fixed patterns leave of its modules.
	const codewords = (version) => {
		const aligned = Math.floor(version / 7) + 2;
		const alignment = version < 2 ? 0 : (25 * aligned - 10) * aligned - 55;
		const information = version < 7 ? 0 : 36;
		return ((16 * version + 128) * version + 64 - alignment - information) >> 3;
	};
	const room = (version) =>
		codewords(version) - CHECKS_PER_BLOCK[version - 1] * BLOCKS[version - 1];
	const headerBits = (version) => (version < 10 ? 12 : 20);
	let version = 1;
	while (version <= 15 && room(version) * 8 < headerBits(version) + bytes.length * 8) version += 1;
	if (version > 15) return null;

	const bits = [];
	const push = (value, length) => {
		for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
	};
	push(4, 4);
	push(bytes.length, headerBits(version) - 4);
	bytes.forEach((byte) => push(byte, 8));
	push(0, Math.min(4, room(version) * 8 - bits.length));
	push(0, -bits.length & 7);
	for (let pad = 236; bits.length < room(version) * 8; pad ^= 253) push(pad, 8);
	const data = [];
	for (let at = 0; at < bits.length; at += 8) data.push(parseInt(bits.slice(at, at + 8).join(''), 2));

	const times = (one, other) => {
		let product = 0;
		for (let bit = 7; bit >= 0; bit -= 1) {
			product = (product << 1) ^ ((product >> 7) * 285);
			if ((other >> bit) & 1) product ^= one;
		}
		return product;
	};
	const checks = CHECKS_PER_BLOCK[version - 1];
	const divisor = Array(checks).fill(0);
	divisor[checks - 1] = 1;
	for (let round = 0, root = 1; round < checks; round += 1, root = times(root, 2)) {
		for (let at = 0; at < checks; at += 1) divisor[at] = times(divisor[at], root) ^ (divisor[at + 1] || 0);
	}
	const remainder = (block) => {
		const rest = Array(checks).fill(0);
		block.forEach((byte) => {
			const factor = byte ^ rest.shift();
			rest.push(0);
			divisor.forEach((value, at) => (rest[at] ^= times(value, factor)));
		});
		return rest;
	};

	// Short blocks come first; all are interleaved, first the data, then the checks.
	const count = BLOCKS[version - 1];
	const short = Math.floor(data.length / count);
	const shorts = count - (data.length % count);
	const blocks = [];
	for (let index = 0, at = 0; index < count; index += 1) {
		const length = short + (index < shorts ? 0 : 1);
		blocks.push(data.slice(at, at + length));
		at += length;
	}
	const stream = [];
	for (let at = 0; at <= short; at += 1) blocks.forEach((block) => at < block.length && stream.push(block[at]));
	const tails = blocks.map(remainder);
	for (let at = 0; at < checks; at += 1) tails.forEach((tail) => stream.push(tail[at]));

	const size = version * 4 + 17;
	const modules = Array.from({ length: size }, () => Array(size).fill(false));
	const fixed = Array.from({ length: size }, () => Array(size).fill(false));
	const set = (x, y, dark) => {
		if (x < 0 || y < 0 || x >= size || y >= size) return;
		modules[y][x] = dark;
		fixed[y][x] = true;
	};
	for (let at = 0; at < size; at += 1) {
		set(6, at, at % 2 === 0);
		set(at, 6, at % 2 === 0);
	}
	[[3, 3], [size - 4, 3], [3, size - 4]].forEach(([x, y]) => {
		for (let row = -4; row <= 4; row += 1) {
			for (let column = -4; column <= 4; column += 1) {
				const ring = Math.max(Math.abs(row), Math.abs(column));
				set(x + column, y + row, ring !== 2 && ring !== 4);
			}
		}
	});
	const centres = version < 2 ? [] : [6];
	const others = Math.floor(version / 7) + 1;
	const step = Math.ceil((version * 4 + 4) / (others * 2)) * 2;
	for (let index = 0; centres.length && index < others; index += 1) {
		centres.splice(1, 0, size - 7 - index * step);
	}
	centres.forEach((x) => centres.forEach((y) => {
		if ((x === 6 && y === 6) || (x === 6 && y === size - 7) || (x === size - 7 && y === 6)) return;
		for (let row = -2; row <= 2; row += 1) {
			for (let column = -2; column <= 2; column += 1) {
				set(x + column, y + row, Math.max(Math.abs(row), Math.abs(column)) !== 1);
			}
		}
	}));
	if (version > 6) {
		let rest = version;
		for (let round = 0; round < 12; round += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
		const information = (version << 12) | rest;
		for (let bit = 0; bit < 18; bit += 1) {
			const across = size - 11 + (bit % 3);
			const along = Math.floor(bit / 3);
			set(across, along, Boolean((information >> bit) & 1));
			set(along, across, Boolean((information >> bit) & 1));
		}
	}
	// Level L with mask 0, its checks already in.
	const format = 0x77c4;
	for (let bit = 0; bit < 15; bit += 1) {
		const dark = Boolean((format >> bit) & 1);
		set(8, bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit, dark);
		set(bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit, 8, dark);
	}
	set(8, size - 8, true);

	let next = 0;
	for (let right = size - 1; right > 0; right -= 2) {
		if (right === 6) right = 5;
		for (let step = 0; step < size; step += 1) {
			const y = (right + 1) & 2 ? step : size - 1 - step;
			for (const x of [right, right - 1]) {
				if (fixed[y][x]) continue;
				const bit = next < stream.length * 8 && (stream[next >> 3] >> (7 - (next & 7))) & 1;
				modules[y][x] = Boolean(bit) !== ((x + y) % 2 === 0);
				next += 1;
			}
		}
	}
	return modules;
}
`;
