using System.Security.Cryptography;
using FinCluster.Audit.Format;
using FinCluster.Core.Audit;

namespace FinCluster.Audit.Keys;

/// <summary>Whose key a secret is encrypted with: the subject's; without one, the tenant's; without either, that of the system.</summary>
/// <param name="Name">The owner, with what he is before it.</param>
internal readonly record struct SubjectScope(string Name)
{
    public static SubjectScope Of(AuditEvent entry) => entry switch
    {
        { Subject: { } subject } => OfSubject(subject),
        { Tenant: { } tenant } => new SubjectScope("tenant:" + tenant),
        _ => new SubjectScope("system:"),
    };

    public static SubjectScope OfSubject(string subject) => new("subject:" + subject);

    /// <summary>The hash that the key's file is named for.</summary>
    public byte[] Hash() => SHA256.HashData(ByteBuffer.Utf8.GetBytes(Name));
}
