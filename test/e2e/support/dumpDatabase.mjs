// Prints every table of an SQLite database, one row a line: its table and its columns as JSON. For
// the Node.js that runs n8n, which can read SQLite by itself.
//   node dumpDatabase.mjs <database file>
import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.argv[2], { readOnly: true });
const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
for (const { name } of tables) {
	for (const row of database.prepare(`SELECT * FROM "${name}"`).iterate()) {
		const columns = Object.entries(row).map(([column, value]) => [
			column,
			value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
		]);
		process.stdout.write(`${name} ${JSON.stringify(Object.fromEntries(columns))}\n`);
	}
}
