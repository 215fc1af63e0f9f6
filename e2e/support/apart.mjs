// Shop, sandbox and mailbox as programs of their own, as in production: the shop's process holds only the shop.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The contract that `noren sandbox` has; `Merchant::demo` in crates/paygent-sandbox/src/options.rs. */
const CONTRACT = {
  merchant_id: '900000001',
  connect_id: 'noren_demo',
  connect_password: 'noren_demo_pass',
  token_key: 'test_NorenDemoTokenKey0000001',
  three_ds_key: 'NorenDemoThreeDsKey',
};

/** Starts them; the shop logs everything it can into `log`, and its data is in `data`. */
export async function startApart() {
  const folder = await mkdtemp(join(tmpdir(), 'noren-apart-'));
  const data = join(folder, 'data');
  const log = join(folder, 'shop.log');
  const children = [];
  const stop = async () => {
    await Promise.all(children.map((child) => child.end()));
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (...words) => {
    const child = running(words);
    children.push(child);
    return { pid: child.pid, ...(await child.said) };
  };
  try {
    const sandbox = await start('sandbox', '--json',
      '--sandbox-addr', '127.0.0.1:0', '--control-addr', '127.0.0.1:0');
    const mailbox = await start('mailbox', '--json',
      '--mailbox-addr', '127.0.0.1:0', '--smtp-addr', '127.0.0.1:0');
    const address = await freeAddress();
    await found(folder, data, `http://${address}`, sandbox);
    const child = running(['serve', '--json', '--dir', data,
      '--shop-addr', address, '--admin-addr', '127.0.0.1:0',
      '--smtp-host', '127.0.0.1', '--smtp-port', new URL(mailbox.smtp).port], log);
    children.push(child);
    const shop = await child.said;
    return { ...sandbox, ...mailbox, ...shop, pid: child.pid, data, log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `noren init`, with the sandbox as its Paygent. */
async function found(folder, data, shop, sandbox) {
  const account = join(folder, 'paygent.toml');
  const lines = {
    ...CONTRACT,
    telegrams: sandbox.telegrams,
    token_script: new URL('/js/PaygentToken.js', sandbox.sandbox).href,
  };
  const text = Object.entries(lines).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
  await writeFile(account, `${text.join('')}sandbox = true\n`);
  const child = program(['init', '--sample', '--dir', data, '--base-url', shop, '--paygent', account],
    ['ignore', 'ignore', 'inherit']);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`noren init ended with ${code}`);
}

/** A child that says its addresses in its first line; `log` takes what it logs, at its most talkative. */
function running(words, log) {
  const child = program(words, ['ignore', 'pipe', log ? 'pipe' : 'inherit'], log ? 'trace' : 'warn');
  if (log) child.stderr.pipe(createWriteStream(log));
  const ended = once(child, 'exit');
  const line = once(createInterface(child.stdout), 'line').then(([text]) => JSON.parse(text));
  const said = Promise.race([
    line,
    ended.then(([code]) => Promise.reject(new Error(`noren ${words[0]} ended with ${code}`))),
  ]);
  const end = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid, said, end };
}

function program(words, stdio, level = 'warn') {
  if (!process.env.NOREN) throw new Error('NOREN names the program; `cargo xtask test` sets it');
  return spawn(process.env.NOREN, words, { env: { PATH: process.env.PATH, NOREN_LOG: level }, stdio });
}

/** An address nobody listens at: the shop must know its own before it starts. */
async function freeAddress() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}
