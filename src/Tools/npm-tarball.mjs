// Brings one npm package's tarball here with npm's ordinary client, so that the user's own npm configuration (registry, proxy, CA, token)
// holds, and reads single files out of it. The tarball is never installed: nothing of it runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A failure that a person can mend: it is told as "code: text", without a stack trace. */
export class ToolError extends Error {
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The tarball of an exact version, with its integrity in the form that npm's registry states it. */
export function download(spec) {
  const folder = mkdtempSync(join(tmpdir(), 'grpc-tools-'));
  try {
    npm(spec, ['pack', spec, '--pack-destination', folder, '--ignore-scripts', '--loglevel', 'error']);
    const tarball = readFileSync(join(folder, readdirSync(folder)[0]));
    return { tarball, integrity: 'sha512-' + createHash('sha512').update(tarball).digest('base64') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The integrity that the registry states for an exact version. */
export const registryIntegrity = (spec) => npm(spec, ['view', spec, 'dist.integrity']).trim();

/** One file of a tarball. npm's tarballs are plain ustar; all entries lie below "package/". */
export function readFromTarball(tarball, path, spec) {
  const tar = gunzipSync(tarball);
  const text = (at, length) => tar.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = parseInt(text(at + 124, 12), 8);
    if (text(at, 100) === `package/${path}`) {
      return tar.subarray(at + 512, at + 512 + size);
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new ToolError('GRPCPACK05', `'${spec}' holds no file '${path}'. Run update-tools.mjs and look at what changed in the package.`);
}

/** Runs a script's body; a ToolError becomes one line on standard output (the build reads it there) and exit code 1. */
export function run(body) {
  try {
    body();
  } catch (error) {
    if (!(error instanceof ToolError)) {
      throw error;
    }
    console.log(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
}

function npm(spec, args) {
  // On Windows npm is a .cmd, which only a shell starts. No argument needs quoting but the temporary folder.
  const windows = process.platform === 'win32';
  const result = spawnSync('npm', windows ? args.map((arg) => `"${arg}"`) : args, { encoding: 'utf8', shell: windows });
  if (result.error) {
    throw new ToolError('GRPCPACK02', `npm could not be started (${result.error.code}), so '${spec}' cannot be downloaded. `
      + 'Install npm, or put it on the PATH; it is needed to pack only.');
  }
  if (result.status !== 0) {
    const said = (result.stderr || result.stdout).split('\n').map((line) => line.trim()).filter(Boolean).slice(0, 3).join(' | ');
    throw new ToolError('GRPCPACK03', `npm could not download '${spec}': ${said || 'exit code ' + result.status}. `
      + 'Check the network and the registry of `npm config get registry`, and pack again.');
  }
  return result.stdout;
}
