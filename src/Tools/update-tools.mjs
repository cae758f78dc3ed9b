// node src/Tools/update-tools.mjs [version of Buf] [version of google-proto-files]
// Writes tools.json anew. A version is the argument, else the one that tools.json has; Grpc.Tools' version is the one of
// Directory.Packages.props, as generated C# compiles against packages of the same release.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolError, download, readFromTarball, registryIntegrity, run, sha256 } from './npm-tarball.mjs';

const platforms = [
  { rid: 'linux-x64', npm: 'linux-x64', grpcTools: ['linux_x64'] },
  { rid: 'linux-arm64', npm: 'linux-aarch64', grpcTools: ['linux_arm64'] },
  { rid: 'osx-x64', npm: 'darwin-x64', grpcTools: ['macosx_universal', 'macosx_x64'] },
  { rid: 'osx-arm64', npm: 'darwin-arm64', grpcTools: ['macosx_universal', 'macosx_arm64', 'macosx_x64'] },
  { rid: 'win-x64', npm: 'win32-x64', grpcTools: ['windows_x64'] },
  { rid: 'win-arm64', npm: 'win32-arm64', grpcTools: ['windows_arm64', 'windows_x64'] },
];

run(() => {
  const file = new URL('tools.json', import.meta.url);
  const present = JSON.parse(readFileSync(file, 'utf8'));
  const bufVersion = process.argv[2] ?? present.tools.buf.version;
  const protosVersion = process.argv[3] ?? present.protos.version;
  const packages = readFileSync(new URL('../../Directory.Packages.props', import.meta.url), 'utf8');
  const grpcToolsVersion = /Include="Grpc\.Tools" Version="([^"]+)"/.exec(packages)[1];

  const tools = { buf: pinBuf(bufVersion), ...pinGrpcTools(grpcToolsVersion), ...pinGoPlugins() };
  writeFileSync(file, JSON.stringify({ tools, protos: pinProtos(protosVersion) }, null, 2) + '\n');
});

/** Compiled by us, of the versions in the plugins' own go.mod; their hashes are in the pack that is made of them. */
function pinGoPlugins() {
  const modules = readFileSync(new URL('../Tools.Go/plugins/go.mod', import.meta.url), 'utf8');
  const pin = (tool, module) => [tool, {
    version: new RegExp(`\\s${module} v(\\S+)`).exec(modules)[1],
    source: 'built',
    rids: Object.fromEntries(platforms.map(({ rid }) => [rid, {
      support: 'native',
      package: `Grpc.Service.Sdk.Tools.Go.${rid}`,
      path: `tools/${tool}${rid.startsWith('win-') ? '.exe' : ''}`,
      hashes: 'tools/SHA256SUMS',
    }])),
  }];
  return Object.fromEntries([
    pin('protoc-gen-go', 'google.golang.org/protobuf'),
    pin('protoc-gen-go-grpc', 'google.golang.org/grpc/cmd/protoc-gen-go-grpc'),
  ]);
}

/** Contracts that no NuGet package holds, and that everyone imports. */
function pinProtos(version) {
  const npmPackage = 'google-proto-files';
  const { spec, tarball, integrity } = verified(npmPackage, version);
  const pin = (path) => [path, sha256(readFromTarball(tarball, path, spec))];
  return { version, npmPackage, npmIntegrity: integrity, files: Object.fromEntries(['google/longrunning/operations.proto'].map(pin)) };
}

/** A tarball whose integrity is the one that the registry states. */
function verified(npmPackage, version) {
  const spec = `${npmPackage}@${version}`;
  const { tarball, integrity } = download(spec);
  const stated = registryIntegrity(spec);
  if (integrity !== stated) {
    throw new ToolError('GRPCPACK06', `The tarball of '${spec}' has the integrity ${integrity}, the registry states ${stated}. `
      + 'tools.json stays as it was. Clean npm\'s cache and try again.');
  }
  return { spec, tarball, integrity };
}

function pinBuf(version) {
  const rids = {};
  for (const { rid, npm } of platforms) {
    const npmPackage = `@bufbuild/buf-${npm}`;
    const { spec, tarball, integrity } = verified(npmPackage, version);
    const name = rid.startsWith('win-') ? 'buf.exe' : 'buf';
    const binary = readFromTarball(tarball, `bin/${name}`, spec);
    requireFormat(binary, rid, spec);
    rids[rid] = {
      support: 'native',
      package: `Grpc.Service.Sdk.Tools.${rid}`,
      path: `tools/${name}`,
      sha256: sha256(binary),
      npmPackage,
      npmPath: `bin/${name}`,
      npmIntegrity: integrity,
    };
  }
  return { version, source: 'npm', rids };
}

function pinGrpcTools(version) {
  const folder = mkdtempSync(join(tmpdir(), 'grpc-tools-'));
  try {
    restore(folder, version);
    const root = join(folder, 'packages', 'grpc.tools', version);
    const pin = (tool) => ({
      version,
      source: 'nuget',
      rids: Object.fromEntries(platforms.map((platform) => [platform.rid, pinNative(root, platform, tool)])),
    });
    return { protoc: pin('protoc'), grpc_csharp_plugin: pin('grpc_csharp_plugin') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** NuGet's ordinary client, so that the user's feeds and credentials hold; it checks the package's signature. */
function restore(folder, version) {
  writeFileSync(join(folder, 'Pin.csproj'), `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>netstandard2.0</TargetFramework>
<DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences></PropertyGroup>
<ItemGroup><PackageDownload Include="Grpc.Tools" Version="[${version}]" /></ItemGroup></Project>`);
  const result = spawnSync('dotnet', ['restore', 'Pin.csproj', '--packages', 'packages'], { cwd: folder, encoding: 'utf8' });
  if (result.status !== 0) {
    throw new ToolError('GRPCPACK03', `Grpc.Tools ${version} could not be restored: ${result.error?.code ?? result.stdout.trim()}`);
  }
}

function pinNative(root, { rid, grpcTools }, tool) {
  const name = rid.startsWith('win-') ? `${tool}.exe` : tool;
  for (const folder of grpcTools) {
    const path = `tools/${folder}/${name}`;
    if (existsSync(join(root, path))) {
      const binary = readFileSync(join(root, path));
      const native = architectures(binary).includes(rid);
      return { support: native ? 'native' : 'emulated', package: 'Grpc.Tools', path, sha256: sha256(binary) };
    }
  }
  return { support: 'none' };
}

function requireFormat(binary, rid, spec) {
  const found = architectures(binary);
  if (!found.includes(rid)) {
    throw new ToolError('GRPCPACK05', `The binary in '${spec}' is for ${found.join(', ') || 'no platform known here'}, not for ${rid}. tools.json stays as it was.`);
  }
}

/** The platforms that an executable runs on natively, read from its header: a folder's name promises, the header says. */
function architectures(binary) {
  const elf = { 0x3e: 'linux-x64', 0xb7: 'linux-arm64' };
  const machO = { 0x01000007: 'osx-x64', 0x0100000c: 'osx-arm64' };
  const pe = { 0x8664: 'win-x64', 0xaa64: 'win-arm64' };
  const found = [];
  if (binary.readUInt32BE(0) === 0x7f454c46) {
    found.push(elf[binary.readUInt16LE(18)]);
  } else if (binary.readUInt32LE(0) === 0xfeedfacf) {
    found.push(machO[binary.readUInt32LE(4)]);
  } else if (binary.readUInt32BE(0) === 0xcafebabe) {
    for (let slice = 0; slice < binary.readUInt32BE(4); slice++) {
      found.push(machO[binary.readUInt32BE(8 + slice * 20)]);
    }
  } else if (binary.readUInt16BE(0) === 0x4d5a) {
    found.push(pe[binary.readUInt16LE(binary.readUInt32LE(0x3c) + 4)]);
  }
  return found.filter(Boolean);
}
