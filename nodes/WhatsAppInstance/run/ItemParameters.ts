import { isResourceLocatorValue, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';

import { isRecord } from '../../domain/json';
import { EmptyParameterError, expressionIn, ParameterError } from '../../domain/parameters';

const MAX_FIELDS = 20;

/**
 * Reads the parameters of input items, and says what is wrong with values that only n8n's
 * expressions explain.
 */
export class ItemParameters {
	/** The display names of the parameters, by name; those inside a collection after its name. */
	private readonly labels: ReadonlyMap<string, string>;

	/** @param fields the parameters of the operation */
	constructor(
		private readonly context: IExecuteFunctions,
		fields: readonly INodeProperties[],
	) {
		this.labels = new Map(fields.flatMap((field) => labelsOf(field)));
	}

	/**
	 * Reads a parameter of an item.
	 *
	 * @param fallback the value of a parameter that is hidden
	 * @throws {ParameterError} when it still contains an expression
	 */
	read<T>(name: string, index: number, fallback: T): T {
		const value = this.context.getNodeParameter(name, index, fallback);
		this.demandResolved(name, value);
		return value as T;
	}

	/**
	 * Reads which instance an item is about, as picked, typed, or returned by an expression.
	 *
	 * @throws {ParameterError} when it still contains an expression
	 */
	readInstance(index: number): unknown {
		const name = 'instanceId';
		const value = this.context.getNodeParameter(name, index, '', { extractValue: true });
		this.demandResolved(name, value);
		return value;
	}

	/**
	 * Completes an error about an empty parameter whose expression returned nothing: it names the
	 * fields of the item, one of which was meant.
	 *
	 * @returns the error to show
	 */
	explain(error: unknown, index: number): unknown {
		if (!(error instanceof EmptyParameterError) || !this.isExpression(error.label)) return error;
		const names = Object.keys(this.context.getInputData()[index]?.json ?? {});
		const listed = names.slice(0, MAX_FIELDS).join(', ');
		const rest = names.length > MAX_FIELDS ? ` and ${names.length - MAX_FIELDS} more` : '';
		const fields = names.length === 0 ? 'no fields' : `these fields: ${listed}${rest}`;
		return new ParameterError(
			error.message,
			`Its expression returned nothing for this item, which has ${fields}. ${error.description}`,
		);
	}

	/** @throws {ParameterError} when a value contains an expression that n8n has not evaluated */
	private demandResolved(path: string, value: unknown): void {
		if (typeof value === 'string') {
			const expression = expressionIn(value);
			if (expression === undefined) return;
			const label = this.labels.get(path) ?? path;
			throw new ParameterError(
				`'${label}' contains an expression that was not evaluated: ${expression}`,
				this.isExpression(label)
					? 'The text comes from an earlier node, where a field is set to Fixed. Switch that field to Expression'
					: 'The field is set to Fixed. Switch it to Expression, or drag the value from the input panel into it',
			);
		}
		if (!isRecord(value)) return;
		for (const [key, part] of Object.entries(value)) this.demandResolved(`${path}.${key}`, part);
	}

	/** Whether the node is set to an expression for a parameter. */
	private isExpression(label: string): boolean {
		const path = [...this.labels].find(([, one]) => one === label)?.[0] ?? label;
		let value: unknown = this.context.getNode().parameters;
		for (const key of path.split('.')) value = isRecord(value) ? value[key] : undefined;
		const written = isResourceLocatorValue(value) ? value.value : value;
		return typeof written === 'string' && written.startsWith('=');
	}
}

function labelsOf({ name, displayName, options }: INodeProperties): Array<[string, string]> {
	const nested = (options ?? []).flatMap(
		(option): Array<[string, string]> =>
			'displayName' in option && 'type' in option
				? [[`${name}.${option.name}`, option.displayName]]
				: [],
	);
	return [[name, displayName], ...nested];
}
