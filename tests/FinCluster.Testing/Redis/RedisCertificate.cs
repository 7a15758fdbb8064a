using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FinCluster.Testing.Redis;

/// <summary>Makes an authority and a certificate for localhost that it signed.</summary>
public static class RedisCertificate
{
    /// <summary>The file of the authority's certificate.</summary>
    public const string AuthorityName = "ca.pem";
    /// <summary>The file of the server's certificate.</summary>
    public const string CertificateName = "redis.pem";
    /// <summary>The file of its key.</summary>
    public const string KeyName = "redis.key";

    private const string ServerAuthenticationUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>Writes the three files into <paramref name="folder"/>.</summary>
    public static void Write(TemporaryFolder folder)
    {
        DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(-1);
        DateTimeOffset until = from.AddDays(30);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(from, until);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthenticationUsage)], false));
        using X509Certificate2 certificate = request.Create(authority, from, until, RandomNumberGenerator.GetBytes(8));

        File.WriteAllText(folder.File(AuthorityName), authority.ExportCertificatePem());
        File.WriteAllText(folder.File(CertificateName), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File(KeyName), key.ExportPkcs8PrivateKeyPem());
    }
}
