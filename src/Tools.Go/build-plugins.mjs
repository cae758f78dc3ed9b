// node build-plugins.mjs <rid> <folder> <optional|required>
// Puts Go's plugins of protoc for one platform into a folder, compiled from the modules that plugins/go.sum pins, with SHA256SUMS over them.
// What lies there already and was made from the same pins stays, so a second pack needs no Go. Where Go or its modules cannot be had,
// MISSING.txt says so instead; "required" makes that a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NoGo, findGo, goEnvironment } from '../../eng/go-toolchain.mjs';
import { ToolError, run, sha256 } from '../Tools/npm-tarball.mjs';

const source = fileURLToPath(new URL('plugins', import.meta.url));
const plugins = ['protoc-gen-go', 'protoc-gen-go-grpc'];
const platforms = {
  'linux-x64': { GOOS: 'linux', GOARCH: 'amd64' },
  'linux-arm64': { GOOS: 'linux', GOARCH: 'arm64' },
  'osx-x64': { GOOS: 'darwin', GOARCH: 'amd64' },
  'osx-arm64': { GOOS: 'darwin', GOARCH: 'arm64' },
  'win-x64': { GOOS: 'windows', GOARCH: 'amd64' },
  'win-arm64': { GOOS: 'windows', GOARCH: 'arm64' },
};

run(() => {
  const [rid, folder, need] = process.argv.slice(2);
  const platform = platforms[rid];
  if (!platform) {
    throw new ToolError('GRPCPACK04', `'${rid}' is not a platform that Go's plugins are packed for. GrpcToolsRid takes: ${Object.keys(platforms).join(', ')}, all.`);
  }

  const files = plugins.map((plugin) => (rid.startsWith('win-') ? `${plugin}.exe` : plugin));
  const pins = sha256(Buffer.concat(['go.mod', 'go.sum'].map((file) => readFileSync(join(source, file)))));
  if (isMade(folder, files, pins)) {
    return;
  }

  rmSync(folder, { recursive: true, force: true });
  try {
    make(folder, files, platform, pins);
  } catch (error) {
    if (!(error instanceof NoGo)) {
      throw error;
    }
    if (need === 'required') {
      throw new ToolError('GRPCPACK08', `Go's plugins cannot be compiled for ${rid}: ${error.message}. Nothing was packed.`);
    }

    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'MISSING.txt'), `${error.message.replace(/\s+/g, ' ')}\n`);
  }
});

function make(folder, files, platform, pins) {
  const go = findGo();
  const staged = `${folder}.${process.pid}`;
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });

  // "tool" is what go.mod names as tools. No paths of this machine and no debugging tables are in what comes out.
  const built = spawnSync(go, ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', staged + '/', 'tool'],
    { cwd: source, encoding: 'utf8', env: { ...process.env, ...goEnvironment(), ...platform } });
  if (built.error || built.status !== 0) {
    rmSync(staged, { recursive: true, force: true });
    const said = (built.error?.message ?? built.stderr).split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('go: downloading')).slice(0, 3).join(' | ');
    throw new NoGo(`'go build' of the pinned modules failed: ${said}. Check the network and 'go env GOPROXY'`);
  }

  writeFileSync(join(staged, 'SHA256SUMS'), files.map((file) => `${sha256(readFileSync(join(staged, file)))}  ${file}\n`).join(''));
  writeFileSync(join(staged, 'pins'), pins);
  renameSync(staged, folder);
}

function isMade(folder, files, pins) {
  const [stamp, sums] = ['pins', 'SHA256SUMS'].map((name) => join(folder, name)).map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''));
  return stamp === pins && files.every((file) => existsSync(join(folder, file)) && sums.includes(`${sha256(readFileSync(join(folder, file)))}  ${file}\n`));
}
