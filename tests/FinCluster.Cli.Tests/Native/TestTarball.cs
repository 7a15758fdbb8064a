using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

/// <summary>Builds the tarball of an npm package.</summary>
internal sealed class TestTarball
{
    private readonly List<TarEntry> _entries = [];

    /// <summary>Gets a package as the registry has them: two libraries, Node's addon, a licence and files that nobody needs.</summary>
    public static TestTarball Typical(string folder = "package/bins/test-x64") => new TestTarball()
        .With("package/LICENSE", "MIT")
        .With("package/package.json", "{}")
        .With($"{folder}/libllama.v0.5.0.so", "llama " + Noise(200_000))
        .With($"{folder}/libggml-base.so", "ggml")
        .With($"{folder}/llama-addon.node", "addon");

    public TestTarball With(string path, string content) => With(new PaxTarEntry(TarEntryType.RegularFile, path)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
    });

    public TestTarball WithLink(TarEntryType type, string path, string target) => With(new PaxTarEntry(type, path) { LinkName = target });

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var zipped = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new TarWriter(zipped))
        {
            _entries.ForEach(writer.WriteEntry);
        }

        return bytes.ToArray();
    }

    /// <summary>Pins a tarball.</summary>
    public static NativePackage Pin(string name, byte[] tarball, string folder = "package/bins/test-x64") =>
        new(name, "sha512-" + Convert.ToBase64String(SHA512.HashData(tarball)), tarball.Length, folder);

    // Does not compress, so that a download comes in several chunks.
    private static string Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }

    private TestTarball With(TarEntry entry)
    {
        _entries.Add(entry);
        return this;
    }
}
