using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Tests.Local;

public sealed class SessionCursorTests
{
    private static readonly TenantId Tenant = new("broker-一");
    private readonly SessionCursor _cursors = new([1, 2, 3]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void Decode_OwnCursor_GivesTheOrder(long order) => Assert.Equal(order, _cursors.Decode(Tenant, _cursors.Encode(Tenant, order)));

    [Fact]
    public void Decode_AnyCharacterChanged_IsAFormatError()
    {
        string cursor = _cursors.Encode(Tenant, 42);
        for (int i = 0; i < cursor.Length; i++)
        {
            foreach (char other in "AZaz09-_=+/ é")
            {
                if (other != cursor[i])
                {
                    string changed = cursor[..i] + other + cursor[(i + 1)..];
                    Assert.Throws<FormatException>(() => _cursors.Decode(Tenant, changed));
                }
            }
        }
    }

    [Fact]
    public void Decode_CursorOfAnotherTenantOrDatabase_IsAFormatError()
    {
        string cursor = _cursors.Encode(Tenant, 42);

        Assert.Throws<FormatException>(() => _cursors.Decode(new TenantId("other"), cursor));
        Assert.Throws<FormatException>(() => new SessionCursor([9]).Decode(Tenant, cursor));
    }
}
