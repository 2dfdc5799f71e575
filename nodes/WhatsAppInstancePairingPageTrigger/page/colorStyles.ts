// Green, as it reads on light and on dark ground.
const OWN_COLOR = '#0a7a55';
const OWN_COLOR_ON_DARK = '#3ccb93';

/** The relative luminance of `#rrggbb` after WCAG 2, from 0 (black) to 1 (white). */
function luminance(color: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
		const value = parseInt(color.slice(start, start + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Black or white, whichever stands out more from a color; its contrast is at least 4.5:1. */
function textOn(color: string): string {
	const light = luminance(color) + 0.05;
	return 1.05 / light > light / 0.05 ? '#fff' : '#000';
}

function variables(color: string): string {
	return `:root{--accent:${color};--on-accent:${textOn(color)}}`;
}

/**
 * The styles of the accent color and of text on it, in light and in dark mode.
 *
 * @param color `#rrggbb`; the page's own color for `null` and for anything else
 */
export function colorStyles(color: string | null): string {
	if (color !== null && /^#[0-9a-f]{6}$/i.test(color)) return variables(color);
	return [
		variables(OWN_COLOR),
		`@media (prefers-color-scheme: dark){${variables(OWN_COLOR_ON_DARK)}}`,
	].join('\n');
}
