// Searching what a process is sent, holds and leaves: its memory as a core dump would have it, its log, its data.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PIECE = 4 << 20;
/** Pieces overlap by more than the longest spelling. */
const OVERLAP = 256;

/** Where the needles lie: `{ needle, place }`; a needle has `bytes`, and `alone` if no digit may be beside. */
export async function traces({ pid, data, log, sent }, needles) {
  const found = new Map();
  const look = (place) => (bytes) => {
    for (const needle of needles) {
      if (holds(bytes, needle)) found.set(`${needle.name} in ${place}`, { needle, place });
    }
  };
  await eachPieceOfMemory(pid, look('memory'));
  look('what it was sent')(sent());
  look('the log')(await readFile(log));
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) look('the data')(await readFile(join(entry.parentPath ?? entry.path, entry.name)));
  }
  return [...found.values()];
}

function holds(bytes, { bytes: wanted, alone }) {
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
    if (!alone || !(isDigit(bytes[at - 1]) || isDigit(bytes[at + wanted.length]))) return true;
  }
  return false;
}

function isDigit(byte) {
  return byte >= 0x30 && byte <= 0x39;
}

/** Stops the process, reads all it could have written to, lets it go on. Linux only, as its owner or as root. */
async function eachPieceOfMemory(pid, act) {
  process.kill(pid, 'SIGSTOP');
  const memory = openSync(`/proc/${pid}/mem`);
  try {
    while (!/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) await pause(1);
    const buffer = Buffer.allocUnsafe(PIECE);
    for (const { from, to } of regions(pid)) {
      for (let at = from; at < to; at += PIECE - OVERLAP) {
        const length = Math.min(PIECE, to - at);
        act(buffer.subarray(0, readSync(memory, buffer, 0, length, at)));
      }
    }
  } finally {
    closeSync(memory);
    process.kill(pid, 'SIGCONT');
  }
}

/** Readable memory but the program's own text: a file's pages that nobody could write to are as they are on disk. */
function regions(pid) {
  const lines = readFileSync(`/proc/${pid}/maps`, 'latin1').trim().split('\n');
  return lines.map((line) => {
    const [, from, to, rights, path] =
      /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+ *(.*)$/.exec(line);
    return { from: parseInt(from, 16), to: parseInt(to, 16), rights, path };
  }).filter(({ rights, path }) => (
    rights.startsWith('r') && !/^\[v/.test(path) && (rights[1] === 'w' || !path.startsWith('/'))
  ));
}
