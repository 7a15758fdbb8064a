namespace FinCluster.Audit.Format;

/// <summary>A secret as it is stored: AES-256-GCM.</summary>
/// <param name="KeyId">Which key of the subject: 16 random bytes. A subject whose key was shredded gets another one.</param>
/// <param name="Nonce">12 random bytes.</param>
/// <param name="Tag">16 bytes.</param>
/// <param name="Ciphertext">As long as the text in UTF-8.</param>
internal sealed record SealedSecret(byte[] KeyId, byte[] Nonce, byte[] Tag, byte[] Ciphertext)
{
    public const int KeyIdBytes = 16;
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
}
