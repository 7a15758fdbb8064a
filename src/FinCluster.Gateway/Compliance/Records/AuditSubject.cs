using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Tenants;

namespace FinCluster.Gateway.Compliance.Records;

/// <summary>Names end users in records so that the records do not tell who they are.</summary>
internal static class AuditSubject
{
    private const int Bytes = 16;

    /// <summary>Names a user of a tenant; null when the tenant does not say who asks.</summary>
    public static string? Of(TenantId tenant, string? user)
    {
        if (string.IsNullOrEmpty(user))
        {
            return null;
        }

        // The tenant in front, so that the same name at two tenants is two people.
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant.Value}\0{user}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, Bytes));
    }
}
