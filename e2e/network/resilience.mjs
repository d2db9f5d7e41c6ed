// Prints how a call stands what networks do to it: `make resilience`.
// With arguments only the rows whose names contain one of them.

import { setTimeout as pass } from 'node:timers/promises';
import { Call } from './call.mjs';
import { unable } from './lane.mjs';

const why = await unable();
if (why) {
  console.error('cannot measure here: ' + why);
  process.exit(1);
}
const wanted = process.argv.slice(2);
const call = await Call.prepare();
const { lane, detour } = call;
const steady = 20_000; // ms of each lasting trouble
const settle = 8_000; // ms in which the estimators recover between two

const lasting = [
  ['none', () => undefined],
  ['loss 5 %', () => lane.lose(0.05)],
  ['loss 10 %', () => lane.lose(0.1)],
  ['delay 150 ms each way', () => { detour.delay = 150; }],
  ['jitter up to 60 ms', () => { detour.jitter = 60; }],
  ['5 % overtaken by 40 ms', () => { detour.reorder = 0.05; }],
  ['uplink 300 kbit/s', () => lane.uplink(300)],
  ['uplink 150 kbit/s', () => lane.uplink(150)],
  ['downlink 300 kbit/s', () => lane.downlink(300)],
  ['downlink 150 kbit/s', () => lane.downlink(150)],
];
const breaks = [
  ...[5, 15, 30, 80].map((s) => [`cut of ${s} s`, async () => {
    await lane.cut();
    await pass(s * 1000);
    await lane.heal();
  }]),
];
const changes = [
  ['another address', () => lane.move()],
];
const walls = [
  ['UDP blocked', () => lane.blockUDP()],
  ['TCP to the HTTPS port only', () => lane.only(call.port)],
];

const chosen = (rows) => rows.filter(([name]) => !wanted.length || wanted.some((w) => name.includes(w)));
const cell = (x) => `${x.freezes} / ${x.frozen.toFixed(1)} s, ${(100 * x.concealment).toFixed(1)} %`;
const heal = async () => {
  Object.assign(detour, { delay: 0, jitter: 0, reorder: 0 });
  await lane.heal();
};

try {
  if (chosen(lasting).length) {
    console.log(`| ${steady / 1000} s of | customer receives: freezes, sound concealed | officer receives | frames a second, down and up | width, down and up |\n|---|---|---|---|---|`);
    for (const [name, begin] of chosen(lasting)) {
      await call.meet();
      await pass(settle);
      await call.measured();
      await begin();
      await pass(steady);
      const m = await call.measured();
      console.log(`| ${name} | ${cell(m.down)} | ${cell(m.up)} | ${(m.down.frames * 1000 / steady).toFixed(0)}, ${(m.up.frames * 1000 / steady).toFixed(0)} | ${m.down.width}, ${m.up.width} |`);
      await heal();
      await call.part();
    }
  }
  if (chosen(breaks).length) {
    console.log('\n| | ms from the link\'s return to a moving picture: customer, officer |\n|---|---|');
    for (const [name, happen] of chosen(breaks)) {
      await call.meet();
      await pass(2000);
      await happen();
      const r = await call.resumed(Date.now()).catch((e) => ({ down: String(e).slice(0, 60), up: '' }));
      console.log(`| ${name} | ${r.down}, ${r.up} |`);
      await call.part();
    }
  }
  if (chosen(changes).length) {
    console.log('\n| | longest pause of the picture within 20 s, ms: customer, officer |\n|---|---|');
    for (const [name, happen] of chosen(changes)) {
      await call.meet();
      await pass(2000);
      const at = Date.now();
      await happen();
      await pass(20_000);
      const r = await call.paused(at);
      console.log(`| ${name} | ${r.down}, ${r.up} |`);
      await call.part();
    }
  }
  if (chosen(walls).length) {
    console.log('\n| | the call goes over | ms from the call screen to the first picture |\n|---|---|---|');
    for (const [name, build] of chosen(walls)) {
      await build();
      await call.meet();
      const t = await call.customer.times();
      console.log(`| ${name} | ${await call.way()} | ${Math.round(t.picture.at(-1) - t.call.at(-1))} |`);
      await heal();
      await call.part();
    }
  }
} finally {
  await call.close();
}
