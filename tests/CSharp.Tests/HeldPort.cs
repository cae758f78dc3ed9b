using System.Net;
using System.Net.Sockets;

namespace GrpcServiceTemplate.Tests;

/// <summary>
/// A port of the loopback that no one else on the machine is given while it is held. No one listens there until a test does: on
/// Linux who holds a port and does not listen is not in the way of who asks for that very one.
/// </summary>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public HeldPort()
    {
        _holder.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Number = ((IPEndPoint)_holder.LocalEndPoint!).Port;
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere it would be: there it is a port that was free a moment ago.
            _holder.Dispose();
        }
    }

    public int Number { get; }

    public void Dispose() => _holder.Dispose();
}
