import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

/** A regular expression of the package, and where it stands. */
export interface FoundExpression {
	place: string;
	source: string;
	flags: string;
}

const ROOT = join(__dirname, '..', '..', '..');

/**
 * All regular expressions of `nodes` and `credentials`: written between slashes, handed to `RegExp`
 * as text, and those a provider names as the pattern of something.
 *
 * @throws when one is put together in a way that does not show what it is
 */
export function findRegularExpressions(): FoundExpression[] {
	return ['nodes', 'credentials']
		.flatMap((folder) =>
			readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
				.filter((name) => name.endsWith('.ts'))
				.map((name) => join(ROOT, folder, name)),
		)
		.flatMap(inFile);
}

function inFile(path: string): FoundExpression[] {
	const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
	const found: FoundExpression[] = [];
	const visit = (node: ts.Node): void => {
		const expression = readExpression(node);
		if (expression) {
			const { line } = file.getLineAndCharacterOfPosition(node.getStart());
			found.push({ place: `${relative(ROOT, path)}:${line + 1}`, ...expression });
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

function readExpression(node: ts.Node): Omit<FoundExpression, 'place'> | undefined {
	if (ts.isRegularExpressionLiteral(node)) {
		const end = node.text.lastIndexOf('/');
		return { source: node.text.slice(1, end), flags: node.text.slice(end + 1) };
	}
	if (ts.isPropertyAssignment(node) && /pattern$/i.test(node.name.getText())) {
		if (ts.isStringLiteral(node.initializer)) return { source: node.initializer.text, flags: '' };
	}
	if (!ts.isNewExpression(node) || node.expression.getText() !== 'RegExp') return undefined;
	const [argument, flags] = node.arguments ?? [];
	if (argument && ts.isStringLiteral(argument)) {
		return { source: argument.text, flags: flags && ts.isStringLiteral(flags) ? flags.text : '' };
	}
	// The pattern of a provider stands where the provider is described.
	if (argument && /\bpattern$/i.test(argument.getText().replace(/([a-z])([A-Z])/g, '$1 $2'))) {
		return undefined;
	}
	throw new Error(`nobody can tell what this expression is: ${node.getText()}`);
}
