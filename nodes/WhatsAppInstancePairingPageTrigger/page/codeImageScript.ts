/**
 * `readPicture(png)`: a picture of base64 as `{ modules }` when it is a clean QR code, otherwise as
 * `{ image }`; null when it cannot be shown. `drawPicture(canvas, picture)`: draws one as sharp as
 * the screen can, black on white, with the white margin that cameras need.
 */
export const CODE_IMAGE_SCRIPT = `
async function readPicture(png) {
	const image = new Image();
	image.src = 'data:image/png;base64,' + png;
	try {
		await image.decode();
		return { modules: readModules(image), image };
	} catch {
		return image.naturalWidth ? { modules: null, image } : null;
	}
}

// Null for whatever is not a QR code of square modules, such as one with a logo.
function readModules(image) {
	const { naturalWidth: width, naturalHeight: height } = image;
	const canvas = document.createElement('canvas');
	canvas.width = width;
	canvas.height = height;
	const context = canvas.getContext('2d', { willReadFrequently: true });
	context.fillStyle = '#fff';
	context.fillRect(0, 0, width, height);
	context.drawImage(image, 0, 0);
	const { data } = context.getImageData(0, 0, width, height);
	const brightness = new Float32Array(width * height);
	let darkest = 255;
	let brightest = 0;
	for (let at = 0; at < brightness.length; at += 1) {
		const value = data[at * 4] * 0.213 + data[at * 4 + 1] * 0.715 + data[at * 4 + 2] * 0.072;
		brightness[at] = value;
		darkest = Math.min(darkest, value);
		brightest = Math.max(brightest, value);
	}
	if (brightest - darkest < 60) return null;
	const limit = (darkest + brightest) / 2;
	const dark = (x, y) => brightness[y * width + x] < limit;

	let left = width, top = height, right = -1, bottom = -1;
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			if (!dark(x, y)) continue;
			left = Math.min(left, x);
			right = Math.max(right, x);
			top = Math.min(top, y);
			bottom = y;
		}
	}
	const span = right - left + 1;
	if (Math.abs(span - (bottom - top + 1)) > 1) return null;
	// The upper edge of a finder pattern is seven modules long.
	let edge = 0;
	while (left + edge < width && dark(left + edge, top)) edge += 1;
	const size = Math.round(((span * 7) / edge - 21) / 4) * 4 + 21;
	if (!(size >= 21 && size <= 177) || span < size) return null;
	const module = span / size;
	const modules = Array.from({ length: size }, (_row, y) =>
		Array.from({ length: size }, (_column, x) =>
			dark(Math.floor(left + (x + 0.5) * module), Math.floor(top + (y + 0.5) * module))));
	let wrong = 0;
	for (let y = 0; y < span; y += 1) {
		for (let x = 0; x < span; x += 1) {
			const expected = modules[Math.floor(y / module)][Math.floor(x / module)];
			if (expected !== dark(left + x, Math.min(top + y, bottom))) wrong += 1;
		}
	}
	return wrong / (span * span) <= 0.02 ? modules : null;
}

function drawPicture(canvas, picture) {
	const ratio = devicePixelRatio || 1;
	const room = Math.floor(Math.min(canvas.closest('.place').clientWidth, 380) * ratio);
	const drawn = [picture.id, ratio, room].join();
	alignToScreen(canvas);
	if (room < 1 || canvas.dataset.drawn === drawn) return;
	canvas.dataset.drawn = drawn;
	const { modules, image } = picture;
	const units = modules ? modules.length : image.naturalWidth;
	// A picture brings its own margin.
	const margin = (scale) => Math.max(modules ? 4 * scale : 0, Math.ceil(16 * ratio));
	let scale = Math.max(1, Math.floor(room / units));
	while (scale > 1 && units * scale + 2 * margin(scale) > room) scale -= 1;
	const width = units * scale;
	const least = Math.min(Math.floor(300 * ratio), room);
	const white = Math.max(margin(scale), Math.ceil((least - width) / 2));
	const total = width + 2 * white;
	canvas.width = total;
	canvas.height = total + (modules ? 0 : (image.naturalHeight - units) * scale);
	const context = canvas.getContext('2d');
	context.imageSmoothingEnabled = false;
	context.fillStyle = '#fff';
	context.fillRect(0, 0, total, canvas.height);
	context.fillStyle = '#000';
	if (modules) {
		modules.forEach((row, y) => row.forEach((dark, x) => {
			if (dark) context.fillRect(white + x * scale, white + y * scale, scale, scale);
		}));
	} else {
		context.drawImage(image, white, white, width, image.naturalHeight * scale);
	}
	// Only a code that is larger than the screen is made smaller.
	const shrink = Math.min(1, room / total);
	canvas.style.width = (total * shrink) / ratio + 'px';
	canvas.style.height = (canvas.height * shrink) / ratio + 'px';
	canvas.style.imageRendering = shrink < 1 ? 'auto' : 'pixelated';
	alignToScreen(canvas);
}

// Between two pixels of the screen, a canvas loses or doubles a line of a code.
function alignToScreen(canvas) {
	const ratio = devicePixelRatio || 1;
	const place = canvas.getBoundingClientRect();
	for (const [side, scrolled] of [['left', scrollX], ['top', scrollY]]) {
		const at = (place[side] + scrolled - (parseFloat(canvas.style[side]) || 0)) * ratio;
		canvas.style[side] = (Math.round(at) - at) / ratio + 'px';
	}
}
`;
