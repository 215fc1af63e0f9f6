// A demo of its own for every spec file: `noren demo` on free ports in a temporary folder.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ADDRESSES = ['shop', 'admin', 'sandbox', 'control', 'mailbox', 'smtp'];

/** Starts it; resolves when everything answers. Its addresses and the admin's name are properties. */
export async function startDemo() {
  const program = process.env.NOREN;
  if (!program) throw new Error('NOREN names the program; `cargo xtask test` sets it');
  const dir = await mkdtemp(join(tmpdir(), 'noren-e2e-'));
  const ports = ADDRESSES.flatMap((name) => [`--${name}-addr`, '127.0.0.1:0']);
  const child = spawn(program, ['demo', '--json', '--dir', dir, ...ports], {
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

/** What the sandbox's own ledger says: every trade, oldest first. */
export async function trades(demo) {
  const answer = await fetch(`${demo.control}/trades`);
  if (!answer.ok) throw new Error(`the control port answers ${answer.status}`);
  return answer.json();
}
