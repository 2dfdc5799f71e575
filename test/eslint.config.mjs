// The code under test/ runs in Node.js, not inside n8n, so it has rules of its own:
//   eslint --config test/eslint.config.mjs test
// n8n's strict rules (eslint.config.mjs) look at .ts files; everything here is .cts or .mjs.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config({
	files: ['**/*.cts'],
	extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked],
	languageOptions: {
		parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
	},
	rules: {
		'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
	},
});
