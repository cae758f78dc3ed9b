namespace Grpc.Service.Sdk.Diagnostics;

/// <summary>
/// The one registry of our codes. docs/diagnostics.md has a section for each, and a test holds the two together;
/// codes that a target reports stand here too, marked as such.
/// </summary>
public static class Codes
{
    public static readonly DiagnosticCode NoContracts = new("GRPC1001", Severity.Warning,
        "'{0}' holds no .proto file, so there is nothing to generate. Put a contract there, or set GrpcProtoRoot to the folder that has them.");

    public static readonly DiagnosticCode UnknownLanguage = new("GRPC1002", Severity.Error,
        "'{0}' is not a language that this version generates. GrpcLanguages takes: {1}.");

    public static readonly DiagnosticCode ContractOutsideRoot = new("GRPC1003", Severity.Error,
        "'{0}' lies outside of its root '{1}', so no import path leads to it. Move it below the root, or set its ProtoRoot to a folder above it.");

    public static readonly DiagnosticCode RootIsNoModule = new("GRPC1004", Severity.Error,
        "'{0}' lists no modules, so Buf takes its own folder for the root of imports, and not GrpcProtoRoot '{1}'. Add 'modules: [{{path: {2}}}]' to it, or set GrpcProtoRoot to its folder.");

    /// <summary>Reported by a target: a task would load too late.</summary>
    public static readonly DiagnosticCode MSBuildTooOld = new("GRPC1005", Severity.Error,
        "MSBuild {0} is too old: Grpc.Service.Sdk needs 18.0 or later. Install the .NET 10 SDK, or Visual Studio 2026.");

    /// <summary>Reported by a target.</summary>
    public static readonly DiagnosticCode BadProperty = new("GRPC1006", Severity.Error,
        "'{0}' is not a value of {1}. It takes: {2}.");

    public static readonly DiagnosticCode FileSystem = new("GRPC1007", Severity.Error,
        "The build cannot read or write what it must: {0} Nothing else was changed; mend it and build again.");

    public static readonly DiagnosticCode RootInsideRoot = new("GRPC1010", Severity.Error,
        "'{0}' is given with the root '{1}', and lies in the root '{2}', which is inside of that one: it would have two import paths. Give it the inner root (ProtoRoot), or leave one of the roots out.");

    public static readonly DiagnosticCode RootTwice = new("GRPC1011", Severity.Error,
        "'{0}' and '{1}' are one folder under two names, so every contract in it would be there twice. Name it the same way everywhere.");

    public static readonly DiagnosticCode ContractInTwoRoots = new("GRPC1012", Severity.Error,
        "'{0}' is both in '{1}' and in '{2}', so an import of it could mean either. Remove one of the files, or one of the roots.");

    public static readonly DiagnosticCode OldBufYaml = new("GRPC1013", Severity.Error,
        "'{0}' is not of version v2, so its module cannot stand beside others: roots, or what packages provide. Run 'buf config migrate' in its folder.");

    public static readonly DiagnosticCode BufYamlUnreadable = new("GRPC1014", Severity.Error,
        "'{0}' cannot be read: {1}. Write it as plain mappings and lists, without anchors and tags.");

    public static readonly DiagnosticCode BadItemMetadata = new("GRPC1015", Severity.Error,
        "'{0}' is not a value of {1}, which the Protobuf item '{2}' has. It takes: {3}.");

    public static readonly DiagnosticCode OutputDirUnused = new("GRPC1017", Severity.Message,
        "The OutputDir '{0}' of the Protobuf item '{1}' is not used: all generated code lies in '{2}'. Set GrpcOutputPath for another folder, and remove the metadata.");

    public static readonly DiagnosticCode PluginMissing = new("GRPC1018", Severity.Error,
        "'{0}', the Path of GrpcPlugin '{1}', is not a file. Correct it, or leave it out for a 'protoc-gen-{1}' on the PATH.");

    public static readonly DiagnosticCode PluginFailed = new("GRPC1019", Severity.Error,
        "GrpcPlugin '{0}' failed: {1} Run it by hand on the same contract, or remove the item.");

    public static readonly DiagnosticCode PluginFolderTaken = new("GRPC1020", Severity.Error,
        "The OutputDir '{0}' of GrpcPlugin '{1}' is no folder of its own inside of the output folder, where '{2}' have owners. Name another one.");

    /// <summary>Reported by a target.</summary>
    public static readonly DiagnosticCode SdkOrder = new("GRPC1030", Severity.Error,
        "'Grpc.Service.Sdk' comes before '{0}', and each would bring the base SDK. Name the other one first: Sdk='{0};Grpc.Service.Sdk/{1}'.");

    public static readonly DiagnosticCode EditedFileRefused = new("GRPC1031", Severity.Error,
        "'{0}' was edited by hand, so nothing was written (GrpcEditedFiles). Take the edit back, 'git checkout' it or delete the file; own code belongs outside of the output folder: derive from the generated class.");

    public static readonly DiagnosticCode OutputStale = new("GRPC1032", Severity.Error,
        "'{0}' {1}. Run 'dotnet build', and commit what it writes.");

    public static readonly DiagnosticCode ConfigNotWritten = new("GRPC1050", Severity.Error,
        "'{0}' cannot be written: {1} Make its folder writable, put a file there yourself, or set GrpcConfigPath to another folder.");

    /// <summary>Reported by a target.</summary>
    public static readonly DiagnosticCode ConfigInBuildFolder = new("GRPC1051", Severity.Error,
        "GrpcConfigPath '{0}' lies in '{1}', which belongs to the build, and what is yours would be lost there. Set it to a folder of your own.");

    public static readonly DiagnosticCode ScaffoldNotWritten = new("GRPC1052", Severity.Error,
        "'{0}' cannot be written: {1} Make its folder writable, or move what is in the way.");

    public static readonly DiagnosticCode ScaffoldWithoutServer = new("GRPC1053", Severity.Error,
        "{0} is '{1}', so no server is generated that could have handlers. Take that back, or write the handlers where the server is.");

    public static readonly DiagnosticCode ScaffoldWithoutService = new("GRPC1054", Severity.Error,
        "'{0}' has no service of which a server is generated, so there are no handlers to write. Add a service to a contract there, and run GrpcScaffold again.");

    public static readonly DiagnosticCode NoScaffold = new("GRPC1055", Severity.Message,
        "There is no scaffold for '{0}', so no handlers were written in it. Write them by hand: the language's generated README says how.");

    /// <summary>Reported by a target.</summary>
    public static readonly DiagnosticCode PackageRaised = new("GRPC1060", Severity.Message,
        "'{0}' {1}, which this project asks for, is older than {2}, which the generated code needs and gets. Raise it or leave it out; '[{1}]' insists on it.");

    /// <summary>Reported by a target.</summary>
    public static readonly DiagnosticCode NoCSharpProject = new("GRPC1061", Severity.Error,
        "'{0}' is a project of {1}, which cannot compile the generated C#. Keep the contracts in a C# project (.csproj) and reference that one, or leave csharp out of GrpcLanguages.");

    public static readonly DiagnosticCode PackMissing = new("GRPC2001", Severity.Error,
        "The package '{0}' {1}, which holds {2}, is not in '{3}'. Run 'dotnet restore'; if the feed does not have it, add the one that does (with package source mapping, map 'Grpc.Service.Sdk*' to it).");

    public static readonly DiagnosticCode ToolHashDiffers = new("GRPC2002", Severity.Error,
        "'{0}' is not the file that this SDK was made with: its SHA-256 is {2} and should be {1}. Delete the folder of '{3}' {4} from the package folder and restore again; if it stays so, do not trust the feed.");

    public static readonly DiagnosticCode HostUnsupported = new("GRPC2003", Severity.Error,
        "There is no '{1}' for this host, '{0}'. It comes for: {2}. Build on one of those, or give the tool by path: Protobuf_ProtocFullPath, gRPC_PluginFullPath, GrpcBufFullPath.");

    public static readonly DiagnosticCode ToolPathMissing = new("GRPC2004", Severity.Error,
        "'{0}', given as the path of {1}, is not a file. Correct the property, or remove it to use the packaged tool.");

    public static readonly DiagnosticCode ToolNotStarted = new("GRPC2005", Severity.Error,
        "'{0}' could not be started: {1} Check that this host can execute it (its processor, its C library, a mount without execution), or give a tool of your own by path.");

    public static readonly DiagnosticCode CacheClosed = new("GRPC2006", Severity.Error,
        "The cache '{0}' cannot be written: {1}. Set GrpcCachePath, or XDG_CACHE_HOME, to a folder that this user may write.");

    public static readonly DiagnosticCode PackWithoutTool = new("GRPC2010", Severity.Error,
        "The package '{0}' was packed without '{1}': {2}. Take the package of a release, or pack it again where that is mended ('dotnet pack src/Tools.Go' in the SDK's repository), and restore. The other languages of GrpcLanguages are generated all the same.");

    public static readonly DiagnosticCode PackedHashMissing = new("GRPC2011", Severity.Error,
        "'{0}' does not name '{1}', so nobody can say whether that is the file that was packed. Delete the folder of the package '{2}' from the package folder and restore again; if it stays so, do not trust the feed.");

    public static readonly DiagnosticCode BufFailed = new("GRPC3001", Severity.Error,
        "'buf {0}' ended with exit code {1}: {2}");

    public static readonly DiagnosticCode BufSaid = new("GRPC3002", Severity.Error,
        "Buf said something that is not a finding: {0}");

    public static readonly DiagnosticCode NoDefault = new("GRPC3003", Severity.Message,
        "'{0}' has no default and answers UNIMPLEMENTED: {1}.");

    public static readonly DiagnosticCode BadMethodOverride = new("GRPC3004", Severity.Error,
        "GrpcMethod '{0}' {1}. Correct the item, or remove it.");

    public static readonly DiagnosticCode BadResourceOverride = new("GRPC3005", Severity.Error,
        "GrpcResource '{0}' {1}. Correct the item, or remove it.");

    public static readonly DiagnosticCode NoBaselineYet = new("GRPC3010", Severity.Message,
        "There is nothing to compare '{0}' with yet: {1}. The first version tag (GrpcBaselineTags: '{2}') becomes its baseline.");

    /// <summary>An error where a baseline was asked for or a pull request announced.</summary>
    public static readonly DiagnosticCode NotARepository = new("GRPC3011", Severity.Message,
        "'{0}' is in no git repository, so its contract is compared with nothing. Build inside of a clone, or set GrpcBaseline to an image file.");

    /// <summary>An error where a baseline was asked for or a pull request announced.</summary>
    public static readonly DiagnosticCode GitMissing = new("GRPC3012", Severity.Message,
        "There is no git on the PATH, so the contract of '{0}' is compared with nothing. Install git, or set GrpcBaseline to an image file.");

    /// <summary>An error where a baseline was asked for or a pull request announced.</summary>
    public static readonly DiagnosticCode GitRefusesOwner = new("GRPC3013", Severity.Warning,
        "Git does not read '{0}', because another user owns it, so the contract is compared with nothing. If you trust it, run 'git config --global --add safe.directory \"{0}\"'.");

    /// <summary>A message where no CI builds.</summary>
    public static readonly DiagnosticCode ShallowWithoutTags = new("GRPC3014", Severity.Warning,
        "'{0}' is a shallow clone that reaches no version tag '{1}', so its contract is compared with nothing, which says nothing about it. Run '{2}', clone with the whole history, or set GrpcBaselineFetch to true.");

    public static readonly DiagnosticCode BaselineRefMissing = new("GRPC3015", Severity.Error,
        "GrpcBaseline '{0}' is neither a file nor a commit in '{1}'. Correct it, or run '{2}' (GrpcBaselineFetch=true lets the build do that).");

    public static readonly DiagnosticCode BaselineNotACommit = new("GRPC3016", Severity.Error,
        "GrpcBaseline '{0}' names a {1}, not a commit. Set it to a tag, a branch, a commit or an image file.");

    public static readonly DiagnosticCode BaselineObjectMissing = new("GRPC3017", Severity.Error,
        "The baseline '{0}' is not in the clone '{1}'. Run '{2}' (GrpcBaselineFetch=true lets the build do that).");

    public static readonly DiagnosticCode BaselineHistoryMissing = new("GRPC3018", Severity.Error,
        "The clone '{1}' does not have the commit at which this branch left '{0}'. Run '{2}' (GrpcBaselineFetch=true lets the build do that).");

    public static readonly DiagnosticCode GitObjectDamaged = new("GRPC3019", Severity.Error,
        "The repository '{0}' is damaged: {1}. Run 'git fsck' in it, or clone it again.");

    /// <summary>An error where a baseline was asked for or a pull request announced.</summary>
    public static readonly DiagnosticCode GitFailed = new("GRPC3020", Severity.Warning,
        "'git {0}' in '{1}' ended with exit code {2}, so the contract is compared with nothing: {3}");

    public static readonly DiagnosticCode BaselineFetchFailed = new("GRPC3021", Severity.Error,
        "'{0}', which was to bring the baseline, ended with exit code {1}: {2}");

    public static readonly DiagnosticCode BaselineNotCompiled = new("GRPC3022", Severity.Error,
        "The baseline '{0}' does not compile, so nothing can be compared with it; what Buf said of it follows, its files are in '{1}'. Set GrpcBaseline to a commit or an image that compiles.");

    public static readonly DiagnosticCode ContractNotInBaseline = new("GRPC3023", Severity.Message,
        "'{0}' does not exist in the baseline '{1}', nor a folder that it could have been: the contract is new.");

    public static readonly DiagnosticCode ContractMoved = new("GRPC3024", Severity.Message,
        "'{0}' is compared with '{1}' of the baseline '{2}', which has the most of its files.");

    public static readonly DiagnosticCode BaselineImageUnreadable = new("GRPC3025", Severity.Error,
        "GrpcBaseline '{0}' is no image: {1}. Write one with 'buf build -o baseline.binpb'.");

    public static readonly DiagnosticCode SubmoduleMissing = new("GRPC3026", Severity.Error,
        "The baseline's contract is in the submodule '{0}', and '{1}' does not have its repository. Run 'git submodule update --init {0}'.");

    public static readonly DiagnosticCode NotAnImage = new("GRPC3030", Severity.Error,
        "'{0}' cannot be compared, as it is no image with its imports: {1}. Make one with 'buf build -o baseline.binpb', without --exclude-imports.");

    public static readonly DiagnosticCode BreakingSectionUnreadable = new("GRPC3031", Severity.Error,
        "The breaking section of '{0}' cannot be read: {1}. Write it as plain mappings and lists, without anchors and tags.");

    public static readonly DiagnosticCode UnknownBreakingRule = new("GRPC3032", Severity.Error,
        "'{0}', which {1} names, is no breaking rule of Buf's. 'buf config ls-breaking-rules' lists them.");

    public static readonly DiagnosticCode SuppressionsUnreadable = new("GRPC3033", Severity.Error,
        "'{0}' is no list of accepted breaking changes: {1} Mend it here, or delete the file and accept the changes anew with 'dotnet build -t:GrpcAcceptBreaking'.");

    public static readonly DiagnosticCode SuppressionsInConflict = new("GRPC3034", Severity.Error,
        "'{0}' has the conflict markers of a merge. Keep the entries of both sides, and remove the markers.");

    public static readonly DiagnosticCode SuppressionKeyBad = new("GRPC3035", Severity.Error,
        "'{0}', of an accepted breaking change, {1}. An entry has the texts rule, element, baseline, reason and owner, and may have file and expires.");

    public static readonly DiagnosticCode SuppressionRuleUnknown = new("GRPC3036", Severity.Error,
        "'{0}' is no breaking rule of Buf's, so the entry accepts nothing. Correct the name, or remove the entry.");

    public static readonly DiagnosticCode SuppressionDateBad = new("GRPC3037", Severity.Error,
        "'{0}' is no date. Write the last day on which the entry holds as 2030-12-31, or leave 'expires' out.");

    public static readonly DiagnosticCode SuppressionTwice = new("GRPC3038", Severity.Error,
        "'{0}' is accepted for {1} a second time: the first entry stands in line {2}. Remove one of them.");

    public static readonly DiagnosticCode SuppressionExpired = new("GRPC3039", Severity.Warning,
        "'{0}' was accepted for {1} until {2}, and no longer is. Ask its owner ('{3}'), and give it a later date or remove the entry.");

    public static readonly DiagnosticCode SuppressionStale = new("GRPC3040", Severity.Message,
        "'{0}' is accepted for {1}, and nothing breaks there any more. 'dotnet build -t:GrpcPruneSuppressions' removes the entry.");

    public static readonly DiagnosticCode DependencyNotCached = new("GRPC3041", Severity.Error,
        "'{0}', which buf.lock pins, is not in Buf's cache '{1}', and GrpcOffline forbids to fetch it. Build once without GrpcOffline, or bring a filled cache along (BUF_CACHE_DIR).");

    public static readonly DiagnosticCode DependencyNotFetched = new("GRPC3042", Severity.Error,
        "'{0}', which buf.lock pins, could not be fetched: {1} Check the network, the proxy (HTTPS_PROXY) and the token (BUF_TOKEN, or 'buf registry login'); with a filled cache (BUF_CACHE_DIR) nothing is fetched.");

    public static readonly DiagnosticCode RootNotCompared = new("GRPC3043", Severity.Message,
        "The root '{0}' lies in another repository than '{1}', or in none, so its contracts are compared with nothing here. Compare them where they are kept.");

    public static readonly DiagnosticCode LintSuppressionsUnreadable = new("GRPC3060", Severity.Error,
        "'{0}' is no list of accepted lint findings: {1} Mend it here, or delete the file and accept the findings anew with 'dotnet build -t:GrpcAcceptLint'.");

    public static readonly DiagnosticCode LintSuppressionsInConflict = new("GRPC3061", Severity.Error,
        "'{0}' has the conflict markers of a merge. Keep the entries of both sides, and remove the markers.");

    public static readonly DiagnosticCode LintSuppressionKeyBad = new("GRPC3062", Severity.Error,
        "'{0}', of an accepted lint finding, {1}. An entry has the texts rule, element, reason and owner, and may have file and expires.");

    public static readonly DiagnosticCode LintSuppressionRuleUnknown = new("GRPC3063", Severity.Error,
        "'{0}' is no id of a lint rule, so the entry accepts nothing. Correct the name, or remove the entry.");

    public static readonly DiagnosticCode LintSuppressionDateBad = new("GRPC3064", Severity.Error,
        "'{0}' is no date. Write the last day on which the entry holds as 2030-12-31, or leave 'expires' out.");

    public static readonly DiagnosticCode LintSuppressionTwice = new("GRPC3065", Severity.Error,
        "'{0}' is accepted for {1} a second time: the first entry stands in line {2}. Remove one of them.");

    public static readonly DiagnosticCode LintSuppressionExpired = new("GRPC3066", Severity.Warning,
        "'{0}' was accepted for {1} until {2}, and no longer is. Ask its owner ('{3}'), and give it a later date or remove the entry.");

    public static readonly DiagnosticCode LintSuppressionStale = new("GRPC3067", Severity.Message,
        "'{0}' is accepted for {1}, and lint finds nothing there any more. 'dotnet build -t:GrpcPruneSuppressions' removes the entry.");

    public static readonly DiagnosticCode TemplateFailed = new("GRPC4001", Severity.Error,
        "The template '{0}' failed for {1}: {2}");

    public static readonly DiagnosticCode OutputEscapes = new("GRPC4002", Severity.Error,
        "'{0}' is no path inside the output folder, or not one that every file system holds. Change the package, option or template that it comes from.");

    public static readonly DiagnosticCode OutputCollides = new("GRPC4003", Severity.Error,
        "'{0}' and '{1}' are one file where file names ignore case. Rename what one of them comes from.");

    public static readonly DiagnosticCode ForeignFile = new("GRPC4004", Severity.Error,
        "'{0}' is in the way: the build writes a file there, and it did not write this one. Move it out of the output folder, or set GrpcOutputPath.");

    public static readonly DiagnosticCode EditedFile = new("GRPC4005", Severity.Warning,
        "'{0}' was edited by hand; the edited text is kept as '{1}', and the build writes the file anew. Own code belongs outside of the output folder: derive from the generated class.");

    public static readonly DiagnosticCode ProtocFailed = new("GRPC4006", Severity.Error,
        "protoc ended with exit code {0}: {1}");

    public static readonly DiagnosticCode NotANamespace = new("GRPC4007", Severity.Error,
        "The csharp_namespace '{0}' is not a C# namespace. Write identifiers joined by dots, such as 'Ecommerce.V1'.");

    public static readonly DiagnosticCode CSharpCollision = new("GRPC4008", Severity.Error,
        "'{0}' and '{1}' are both '{2}' in C#, which cannot hold the two. Rename one of them.");

    public static readonly DiagnosticCode CSharpFileCollision = new("GRPC4009", Severity.Error,
        "'{0}' and '{1}' both become '{2}' in C#. Rename one of the files, or give them packages of their own.");

    public static readonly DiagnosticCode CSharpMemberName = new("GRPC4020", Severity.Error,
        "'{0}' cannot be called '{1}' in C#, where that is the name of something else. It would be '{2}' there, as '{3}' is already. Rename one of the two.");

    public static readonly DiagnosticCode CSharpNamespaceName = new("GRPC4021", Severity.Error,
        "'{0}' would be the C# type '{1}', which is also a namespace: '{2}' lies in it. Set csharp_namespace in one of the two files, or rename the type.");

    /// <summary>A warning or an error where GrpcUnimplemented says so.</summary>
    public static readonly DiagnosticCode Unimplemented = new("GRPC4030", Severity.Message,
        "'{0}' has no default and answers UNIMPLEMENTED: {1}. Override '{2}' in a class that extends '{3}', name it in ServiceHost.Configure, and declare the method as yours with <GrpcMethod Include=\"{0}\" Default=\"None\" />.");

    public static readonly DiagnosticCode DiskFull = new("GRPC4050", Severity.Error,
        "There is no room on the disk: {0}. What was generated before is as it was. Make room and build again.");

    public static readonly DiagnosticCode ContractNotUtf8 = new("GRPC4051", Severity.Error,
        "'{0}' is no UTF-8: it looks like UTF-16, of which the compiler would read nothing. Save it as UTF-8.");

    public static readonly DiagnosticCode ContractInConflict = new("GRPC4052", Severity.Error,
        "'{0}' has the conflict markers of a merge. Keep what both sides meant, and remove the markers.");

    public static readonly DiagnosticCode GoModuleUnnamed = new("GRPC4070", Severity.Message,
        "The generated Go module is called '{0}', as GrpcGoModule does not say where it will be imported from. Set it to that path ('github.com/acme/shop/generated/go') before others import the module.");

    public static readonly DiagnosticCode GoModuleBad = new("GRPC4071", Severity.Error,
        "GrpcGoModule '{0}' is no module path. Write names of letters, digits, '.', '_', '~' and '-', joined by '/' ('github.com/acme/shop/generated/go').");

    public static readonly DiagnosticCode GoPackageUnused = new("GRPC4072", Severity.Message,
        "The go_package '{0}' of '{1}'{2} is not used, as all generated Go is one module and this would lie outside of it: the package is '{3}'. Other generators go on using the option.");

    public static readonly DiagnosticCode GoCollision = new("GRPC4073", Severity.Error,
        "'{0}' and '{1}' are both '{2}' in Go, which cannot hold the two. Rename one of them.");

    public static readonly DiagnosticCode GoFileCollision = new("GRPC4074", Severity.Error,
        "'{0}' and '{1}' both become '{2}' in Go. Rename one of the files, or give them packages of their own.");

    public static readonly DiagnosticCode GoImportCycle = new("GRPC4075", Severity.Error,
        "'{0}' import each other, which packages of Go may not. Move what both need into one package.");

    public static readonly DiagnosticCode GoPathBad = new("GRPC4076", Severity.Error,
        "'{0}' has a ',' or '=' in its path, which Go's generators take for the end of a name. Rename it.");

    public static readonly DiagnosticCode CertificateUnreadable = new("GRPC5001", Severity.Error,
        "'{0}' cannot be used: {1} {2}");

    public static readonly DiagnosticCode KeyDiffers = new("GRPC5002", Severity.Error,
        "'{0}' is not the key of '{1}'. {2}");

    public static readonly DiagnosticCode KeyMissing = new("GRPC5003", Severity.Error,
        "'{0}' is of no use without '{1}', which is not there. {2}");

    /// <summary>A warning where the certificates came from somewhere else.</summary>
    public static readonly DiagnosticCode CertificateOfOtherAuthority = new("GRPC5004", Severity.Error,
        "'{0}' was not signed by '{1}', so whoever trusts that one refuses it. {2}");

    public static readonly DiagnosticCode CertificateExpired = new("GRPC5005", Severity.Warning,
        "'{0}' was valid until {1}, and the build cannot renew it without '{2}'. Put a new one there.");

    public static readonly DiagnosticCode CertificateExpiresSoon = new("GRPC5006", Severity.Warning,
        "'{0}' is valid until {1}, and the build cannot renew it without '{2}'. Put a new one there before that.");

    public static readonly DiagnosticCode CertificateNotYetValid = new("GRPC5007", Severity.Warning,
        "'{0}' is not valid before {1}. Check the clock of this machine; if it is right: {2}");

    public static readonly DiagnosticCode OwnCertificates = new("GRPC5008", Severity.Message,
        "'{0}' has certificates and no '{1}', so they are taken for your own: the build makes and renews none. {2}");

    public static readonly DiagnosticCode AuthorityRenewed = new("GRPC5009", Severity.Warning,
        "'{0}' was valid until {1}, and is renewed until {2} with what it signed. Give the new one to every client that has a copy of the old one.");

    public static readonly DiagnosticCode CertificateRenewed = new("GRPC5010", Severity.Message,
        "'{0}' was valid until {1}, and is renewed until {2}.");

    public static readonly DiagnosticCode CertificatesNotWritten = new("GRPC5011", Severity.Error,
        "The certificates in '{0}' cannot be written: {1} Make it a folder that this user may write, or set GrpcConfigPath to another one, or GrpcTls to 'off' to have none.");
}
