using Grpc.Service.Sdk.Pipeline;
using Grpc.Service.Sdk.Tests.Certificates;

namespace Grpc.Service.Sdk.Tests.Pipeline;

/// <summary>When the folder is looked at, and what is told.</summary>
public sealed class CertificatePipelineTests : IDisposable
{
    private readonly TlsScene _scene = new();
    private readonly TemporaryFolder _state = new();
    private readonly Clock _clock = new() { Now = DateTimeOffset.UtcNow };

    public void Dispose()
    {
        _scene.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void Run_WithNothingToDo_NeitherLooksNorWrites()
    {
        Assert.Single(Run().Stages);
        _scene.IsWhole(_clock.Now);
        var record = File.GetLastWriteTimeUtc(_state.At("certificates.json"));

        _clock.Now = _clock.Now.AddDays(300);
        var second = Run();

        Assert.Empty(second.Stages);
        Assert.Empty(second.Reports);
        Assert.Equal(record, File.GetLastWriteTimeUtc(_state.At("certificates.json")));
    }

    [Fact]
    public void Run_AfterAnEditOrTime_LooksAgain()
    {
        Run();

        _scene.Write("server.crt", _scene.Read("server.crt") + "\n");
        Assert.Single(Run().Stages);

        _scene.Delete(".gitignore");
        Assert.Single(Run().Stages);
        Assert.True(File.Exists(_scene.At(".gitignore")));

        _clock.Now = _clock.Now.AddHours(-1);
        Assert.Equal(["GRPC5007", "GRPC5007", "GRPC5007"], Run().Reports.Select(report => report.Code));
        Assert.Equal(["GRPC5007", "GRPC5007", "GRPC5007"], Run().Reports.Select(report => report.Code));

        _clock.Now = _clock.Now.AddDays(340);
        Assert.Equal(["GRPC5010", "GRPC5010"], Run().Reports.Select(report => report.Code));
        Assert.Empty(Run().Reports);
    }

    [Fact]
    public void Run_WhatLasts_IsToldWithoutALook()
    {
        Run();
        _scene.Delete("ca.key");

        Assert.Single(Run().Stages);
        var again = Run();

        Assert.Empty(again.Stages);
        Assert.Equal("GRPC5008", Assert.Single(again.Reports).Code);
    }

    [Fact]
    public void Run_WithAnError_IsNeverDone()
    {
        _scene.Write("ca.key", "garbage");

        Assert.Equal("GRPC5001", Assert.Single(Run().Reports).Code);
        Assert.Equal("GRPC5001", Assert.Single(Run().Reports).Code);
    }

    [Fact]
    public void Run_FolderThatCannotBeWritten_IsToldByItsName()
    {
        File.WriteAllText(_scene.Folder.Directory, "");

        var told = Assert.Single(Run().Reports);

        Assert.Equal("GRPC5011", told.Code);
        Assert.Contains("'config/tls'", told.Message, StringComparison.Ordinal);
        Assert.Contains(_scene.Folder.Directory, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BesideAnother_LooksOnce()
    {
        var sinks = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Run)));

        Assert.Single(sinks.SelectMany(sink => sink.Stages), stage => stage.Contains("looked at", StringComparison.Ordinal));
        _scene.IsWhole(_clock.Now);
    }

    private Sink Run()
    {
        var sink = new Sink();
        new CertificatePipeline(_scene.Folder, "shop", _state.Path, _clock, sink).Run(CancellationToken.None);
        return sink;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Sink : IPipelineSink
    {
        public List<Diagnostic> Reports { get; } = [];

        public List<string> Stages { get; } = [];

        public bool HasErrors => Reports.Any(report => report.Severity == Severity.Error);

        public void Report(Diagnostic diagnostic) => Reports.Add(diagnostic);

        public void Answer(string text) => Assert.Fail(text);

        public void Stage(string text) => Stages.Add(text);

        public void Detail(string text) => Assert.Fail(text);

        public int RequestCores(int wanted) => 1;

        public void ReleaseCores(int count)
        {
        }

        public IDisposable StepAside() => new MemoryStream();
    }
}
