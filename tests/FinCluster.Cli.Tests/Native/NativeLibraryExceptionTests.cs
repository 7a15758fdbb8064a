using System.Net;
using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

public sealed class NativeLibraryExceptionTests
{
    [Theory]
    [InlineData(28)] // ENOSPC
    [InlineData(122)] // EDQUOT
    [InlineData(unchecked((int)0x80070070))] // ERROR_DISK_FULL
    public void CannotWrite_DiskFull_SaysSo(int code)
    {
        string message = NativeLibraryException.CannotWrite("/cache", new IOException("No space left on device", code)).Message;

        Assert.StartsWith("the disk of /cache is full", message, StringComparison.Ordinal);
        Assert.Contains(NativeEnvironment.CacheVariable, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_AddressWithPassword_DoesNotShowIt()
    {
        var address = new Uri("https://user:secret@a.example/npm/x.tgz");

        string message = NativeLibraryException.Refused(address, HttpStatusCode.NotFound).Message;

        Assert.StartsWith("https://a.example/npm/x.tgz does not exist", message, StringComparison.Ordinal);
    }
}
