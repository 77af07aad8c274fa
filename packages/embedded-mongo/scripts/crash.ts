import { crashLoop } from '../test/crash.js';

/** `npm run crash [-- KILLS]`: kill -9 under concurrent writes, again and again, on one data folder. */
const kills = Number(process.argv[2] ?? 50);
const report = await crashLoop({ kills, log: (line) => console.log(line) });
console.log(
  `${report.kills} kills, ${report.acknowledged} writes acknowledged, ${report.transactions} transactions, none lost or torn`,
);
