namespace GrpcServiceTemplate.Tests;

/// <summary>What a test runs as a process of its own, where the machine looks otherwise to it.</summary>
internal static class Program
{
    private static Task Main(string[] args) => args is ["follow", var target]
        ? Clients.ResolveTests.FollowAsync(target)
        : throw new ArgumentException("follow TARGET");
}
