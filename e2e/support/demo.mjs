// A demo of its own for every spec file: `noren demo` on free ports in a temporary folder.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 30_000;

const ADDRESSES = ['shop', 'admin', 'sandbox', 'control', 'mailbox', 'smtp'];

/**
 * Starts it; resolves when everything answers. Its addresses and the admin's name are properties. `card` is how it
 * takes cards, the lines of `[card]`; without it as a new shop does.
 */
export async function startDemo(card) {
  const program = process.env.NOREN;
  if (!program) throw new Error('NOREN names the program; `cargo xtask test` sets it');
  const dir = await mkdtemp(join(tmpdir(), 'noren-e2e-'));
  const ports = ADDRESSES.flatMap((name) => [`--${name}-addr`, '127.0.0.1:0']);
  const settings = card ? ['--card', join(dir, 'card.toml')] : [];
  if (card) await writeFile(join(dir, 'card.toml'), `[card]\n${card}\n`);
  const child = spawn(program, ['demo', '--json', '--dir', dir, ...ports, ...settings], {
    env: { PATH: process.env.PATH, NOREN_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const line = once(createInterface(child.stdout), 'line').then(([text]) => JSON.parse(text));
  const places = await Promise.race([
    line,
    ended.then(([code]) => Promise.reject(new Error(`noren demo ended with ${code}`))),
  ]);
  return {
    ...places,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What the gateway's own ledger says: every trade, oldest first. */
export async function trades(demo) {
  return json(`${demo.control}/trades`);
}

/** Mails whose text holds `words`, once there are `count` of them. */
export async function mails(demo, words, count) {
  const url = `${demo.mailbox}/api/messages?q=${encodeURIComponent(words)}`;
  return eventually(async () => {
    const { messages } = await json(url);
    return messages.length >= count ? messages : undefined;
  }, `${count} mails with ${words}`);
}

/** Asks until there is an answer; what the page shows may be ahead of what follows from it. */
export async function eventually(ask, what) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(50);
  }
}

async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return answer.json();
}
