namespace FinCluster.Audit.Keys;

/// <summary>The two secrets of a log: what signs, and what the keys of subjects are wrapped with. They are made on first use.</summary>
/// <param name="folder">Where they lie, outside the log: <c>master.key</c> and <c>signing.key</c>.</param>
public sealed class AuditKeys(string folder)
{
    /// <summary>Gets the file of the master key.</summary>
    public string MasterFile { get; } = Path.Combine(folder, "master.key");

    /// <summary>Gets the file of the private key.</summary>
    public string SigningFile { get; } = Path.Combine(folder, "signing.key");

    /// <summary>The folder of the keys of a log, unless another is named: beside the log, <c>audit-keys</c> for <c>audit</c>.</summary>
    public static string DefaultFolder(string auditFolder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(auditFolder)) + "-keys";

    /// <summary>Reads the signing key, or makes one, and lays its public key beside it as <c>signing.pub</c>.</summary>
    /// <exception cref="InvalidDataException">A file holds no key.</exception>
    /// <exception cref="IOException">It can be neither read nor made.</exception>
    public SigningKey ReadOrCreateSigningKey()
    {
        var key = new SigningKey(KeyFile.ReadOrCreate(SigningFile));
        string exported = Path.ChangeExtension(SigningFile, ".pub");
        if (!File.Exists(exported))
        {
            KeyFile.WriteNew(exported, System.Text.Encoding.ASCII.GetBytes(key.Public + "\n"));
        }

        return key;
    }

    /// <summary>Reads the master key; null when there is none.</summary>
    internal byte[]? ReadMaster() => KeyFile.Read(MasterFile);

    /// <summary>Reads the master key, or makes one.</summary>
    internal byte[] ReadOrCreateMaster() => KeyFile.ReadOrCreate(MasterFile);
}
