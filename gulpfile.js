const path = require('node:path');

const { dest, src, task } = require('gulp');

/**
 * Copies the icons beside the compiled nodes and credentials, which name them by a relative path.
 * `encoding: false`, because gulp 5 otherwise reads every file as text and spoils images.
 */
task('build:icons', () =>
	src('icons/**/*.{png,svg}', { encoding: false }).pipe(dest(path.join('dist', 'icons'))),
);
