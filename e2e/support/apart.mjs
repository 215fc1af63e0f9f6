// Shop, sandbox and mailbox as programs of their own, as in production: the shop's process holds only the shop, and
// all that buyers and the gateway send it passes a relay.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KEEP, relay } from './relay.mjs';

/** The contract that `noren sandbox` has; `Merchant::demo` in crates/paygent-sandbox/src/options.rs. */
export const CONTRACT = {
  merchant_id: '900000001',
  connect_id: 'noren_demo',
  connect_password: 'noren_demo_pass',
  token_key: 'test_NorenDemoTokenKey0000001',
  three_ds_key: 'NorenDemoThreeDsKey',
};

/**
 * Starts them; the shop logs everything it can into `log`, its data is in `data`, and `sent()` is what came to it.
 */
export async function startApart() {
  const folder = await mkdtemp(join(tmpdir(), 'noren-apart-'));
  const data = join(folder, 'data');
  const log = join(folder, 'shop.log');
  const started = [];
  const stop = async () => {
    for (const one of started.reverse()) await one.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (words, logged) => {
    const child = running(words, logged);
    started.push(child);
    return { pid: child.pid, ...(await child.said) };
  };
  const relayed = async (keep) => {
    const one = await relay(keep);
    started.push(one);
    return one;
  };
  try {
    const [buyers, gateway] = [await relayed(KEEP.asked), await relayed(KEEP.answered)];
    const sandbox = await start(['sandbox', '--json',
      '--sandbox-addr', '127.0.0.1:0', '--control-addr', '127.0.0.1:0']);
    const mailbox = await start(['mailbox', '--json',
      '--mailbox-addr', '127.0.0.1:0', '--smtp-addr', '127.0.0.1:0']);
    gateway.aim(portOf(sandbox.telegrams));
    const shop = `http://127.0.0.1:${buyers.port}`;
    await found(folder, data, shop, `http://127.0.0.1:${gateway.port}`, sandbox);
    const { pid, admin, shop: behind } = await start(['serve', '--json', '--dir', data,
      '--shop-addr', '127.0.0.1:0', '--admin-addr', '127.0.0.1:0',
      '--smtp-host', '127.0.0.1', '--smtp-port', portOf(mailbox.smtp)], log);
    buyers.aim(portOf(behind));
    const sent = () => Buffer.concat([buyers.kept(), gateway.kept()]);
    return { ...sandbox, ...mailbox, shop, admin, pid, data, log, sent, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const portOf = (url) => new URL(url).port;

/** `noren init`, with the sandbox as its Paygent. */
async function found(folder, data, shop, telegrams, sandbox) {
  const account = join(folder, 'paygent.toml');
  const lines = {
    ...CONTRACT,
    telegrams,
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
  // The child writes into the file itself: what it has logged is there when we look.
  const lines = log && openSync(log, 'a');
  const child = program(words, ['ignore', 'pipe', lines ?? 'inherit'], log ? 'trace' : 'warn');
  if (log) closeSync(lines);
  const ended = once(child, 'exit');
  const line = once(createInterface(child.stdout), 'line').then(([text]) => JSON.parse(text));
  const said = Promise.race([
    line,
    ended.then(([code]) => Promise.reject(new Error(`noren ${words[0]} ended with ${code}`))),
  ]);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid, said, stop };
}

function program(words, stdio, level = 'warn') {
  if (!process.env.NOREN) throw new Error('NOREN names the program; `cargo xtask test` sets it');
  return spawn(process.env.NOREN, words, { env: { PATH: process.env.PATH, NOREN_LOG: level }, stdio });
}
