// node eng/go-toolchain.mjs
// Prints the Go toolchain of this machine as one line of JSON: {"go": path, "environment": {...}}; or why there is none, with exit code 1.
// A Go on the PATH is taken if it is new enough; else Debian's packages are unpacked below artifacts/, without root and without touching the
// system. Modules come from a registry beside the repository where there is one, else from where the user's own configuration says.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const unpacked = join(repository, 'artifacts', 'go', 'toolchain');
const minimum = [1, 26];

/** A Go that cannot be had, in words for people. */
export class NoGo extends Error {}

/** @returns The path of a `go` that is new enough. */
export function findGo() {
  const found = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } });
  if (found.status === 0 && isEnough(found.stdout.trim())) {
    return 'go';
  }

  const reason = found.status === 0 ? `the Go on the PATH is ${found.stdout.trim()}` : 'there is no Go on the PATH';
  try {
    return fromDebian();
  } catch (error) {
    if (!(error instanceof NoGo)) {
      throw error;
    }
    throw new NoGo(`${reason}, and ${error.message}. Install Go ${minimum.join('.')} or later (https://go.dev/dl) and put it on the PATH`);
  }
}

/** What a `go` is to see: caches below artifacts/ unless the user has some, and modules from the registry beside the repository. */
export function goEnvironment() {
  const caches = join(repository, 'artifacts', 'go');
  const proxy = join(repository, '..', 'shared', 'registries', 'go', 'proxy');
  const offline = existsSync(proxy)
    ? { GOPROXY: [proxy, mended(proxy, join(caches, 'proxy'))].map((folder) => pathToFileURL(folder).href).join(','), GOSUMDB: 'off', GOVCS: '*:off', GOPRIVATE: '', GONOPROXY: 'none', GONOSUMDB: 'none' }
    : {};
  return {
    GOCACHE: process.env.GOCACHE ?? join(caches, 'cache'),
    GOMODCACHE: process.env.GOMODCACHE ?? join(caches, 'modules'),
    GOFLAGS: '-modcacherw',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    CGO_ENABLED: '0',
    ...offline,
  };
}

/** Modules of a registry whose files lie beside the folder "@v" that clients ask for, copied to where they should be; go.sum vouches for them. */
function mended(proxy, folder) {
  const files = readdirSync(proxy, { recursive: true }).filter((file) => /\.(mod|info|zip)$|(^|\/)list$/.test(file) && !file.includes('@v'));
  for (const file of files) {
    const target = join(folder, dirname(file), '@v', basename(file));
    if (!existsSync(target)) {
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(proxy, file), target);
    }
  }
  return folder;
}

function isEnough(version) {
  const [major, minor] = /^go(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [0, 0];
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

/** Debian's packages, by a private apt state: what apt holds of the system's own is neither read nor changed. */
function fromDebian() {
  const name = `go-${minimum.join('.')}`;
  const go = join(unpacked, 'usr', 'lib', name, 'bin', 'go');
  if (existsSync(go)) {
    return go;
  }

  const key = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const mirror = debianMirror();
  if (!mirror || !existsSync(key)) {
    throw new NoGo('this system has no packages of Debian');
  }

  const work = mkdtempSync(join(tmpdir(), 'go-toolchain-'));
  try {
    mkdirSync(join(work, 'state', 'lists', 'partial'), { recursive: true });
    mkdirSync(join(work, 'cache', 'archives', 'partial'), { recursive: true });
    writeFileSync(join(work, 'sources.list'), `deb [signed-by=${key}] ${mirror} trixie-backports main\n`);
    const options = ['-qq', '-o', `Dir::State=${work}/state`, '-o', `Dir::Cache=${work}/cache`, '-o', `Dir::Etc::sourcelist=${work}/sources.list`,
      '-o', 'Dir::Etc::sourceparts=-', '-o', 'Acquire::Languages=none', '-o', 'APT::Sandbox::User='];
    run('apt-get', [...options, 'update'], work);
    run('apt-get', [...options, 'download', `golang-${minimum.join('.')}-go`, `golang-${minimum.join('.')}-src`], work);

    // Made whole beside its place, then put there: an interrupted run leaves no half a toolchain.
    const staged = `${unpacked}.${process.pid}`;
    rmSync(staged, { recursive: true, force: true });
    mkdirSync(staged, { recursive: true });
    readdirSync(work).filter((file) => file.endsWith('.deb')).forEach((file) => run('dpkg-deb', ['-x', file, staged], work));
    relink(join(staged, 'usr', 'lib', name), staged);
    rmSync(unpacked, { recursive: true, force: true });
    renameSync(staged, unpacked);
    return go;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The mirror that this machine's own sources name. */
function debianMirror() {
  const lists = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...(existsSync(lists) ? readdirSync(lists).map((file) => join(lists, file)) : [])];
  for (const file of files.filter((file) => existsSync(file) && /\.(list|sources)$/.test(file))) {
    const mirror = /^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(\S+\/debian)\/?(?:\s|$)/m.exec(readFileSync(file, 'utf8'));
    if (mirror) {
      return mirror[1];
    }
  }
  return null;
}

/** The packages' links lead to /usr/share: they are to lead into our folder, wherever it is moved. */
function relink(folder, root) {
  for (const path of readdirSync(folder).map((file) => join(folder, file)).filter((path) => lstatSync(path).isSymbolicLink())) {
    const target = readlinkSync(path);
    if (target.startsWith('/')) {
      rmSync(path);
      symlinkSync(relative(dirname(path), join(root, target)), path);
    }
  }
}

function run(tool, args, folder) {
  const result = spawnSync(tool, args, { cwd: folder, encoding: 'utf8' });
  if (result.error || result.status !== 0) {
    const said = (result.error?.message ?? result.stderr).split('\n').map((line) => line.trim()).filter(Boolean).slice(0, 2).join(' | ');
    throw new NoGo(`Debian's could not be unpacked ('${tool}': ${said})`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(JSON.stringify({ go: findGo(), environment: goEnvironment() }));
  } catch (error) {
    if (!(error instanceof NoGo)) {
      throw error;
    }
    console.log(error.message);
    process.exitCode = 1;
  }
}
