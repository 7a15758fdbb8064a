using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace FinCluster.Inference.Models;

/// <summary>Reads the header of a GGUF file from its start, through a small buffer, and never beyond its end.</summary>
internal sealed class GgufReader : IDisposable
{
    /// <summary>The longest piece that <see cref="Take"/> gives, in bytes.</summary>
    public const int MaxTakeBytes = 64 * 1024;

    // The header of a model with 400,000 strings has about 20 MiB.
    private const long MaxHeaderBytes = 256L * 1024 * 1024;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly byte[] _buffer = new byte[MaxTakeBytes];
    private int _start;
    private int _end;
    private long _bufferEnd;

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFileException">The file cannot be opened or is empty.</exception>
    public GgufReader(string path)
    {
        _path = path;
        _file = Open(path);
        Length = RandomAccess.GetLength(_file);
    }

    /// <summary>Gets the length of the file, in bytes.</summary>
    public long Length { get; }

    /// <summary>Gets how many bytes were read.</summary>
    public long Position => _bufferEnd - (_end - _start);

    /// <summary>Gets how many bytes there are still to read.</summary>
    public long Remaining => Length - Position;

    /// <summary>Gets or sets what is being read, for the message when it is cut off.</summary>
    public string Subject { get; set; } = "the header";

    public uint ReadU32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong ReadU64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads the length of a string and checks that so many bytes follow.</summary>
    public int ReadStringLength()
    {
        ulong length = ReadU64();
        if (length > (ulong)Remaining)
        {
            throw Invalid($"truncated: {Subject} holds a string of {length} bytes, but only {Remaining} bytes are left in the file");
        }

        return length <= MaxHeaderBytes ? (int)length : throw TooLarge();
    }

    /// <summary>Reads the next bytes. They are valid until the next call.</summary>
    /// <param name="count">How many, up to <see cref="MaxTakeBytes"/>.</param>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _start < count)
        {
            Refill(count);
        }

        ReadOnlySpan<byte> taken = _buffer.AsSpan(_start, count);
        _start += count;
        return taken;
    }

    /// <summary>Reads the next bytes into <paramref name="target"/>.</summary>
    public void Read(Span<byte> target)
    {
        while (target.Length > 0)
        {
            ReadOnlySpan<byte> part = Take(Math.Min(target.Length, MaxTakeBytes));
            part.CopyTo(target);
            target = target[part.Length..];
        }
    }

    public ModelFileException Invalid(string reason) => new(_path, reason);

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new ModelFileException(path, "it is a folder");
            }

            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw new ModelFileException(path, "there is no such file");
            }

            // Asked before opening, because opening a pipe would wait for its other end. A pipe or a device has no length.
            return file.Length > 0
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan)
                : throw new ModelFileException(path, "it is empty");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFileException(path, $"it cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    private void Refill(int needed)
    {
        int kept = _end - _start;
        if (needed > Remaining)
        {
            throw Truncated();
        }

        if (Position + needed > MaxHeaderBytes)
        {
            throw TooLarge();
        }

        _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        _start = 0;
        _end = kept;
        while (_end < needed)
        {
            int count = ReadFile(_buffer.AsSpan(_end));
            _end += count;
            _bufferEnd += count;
        }
    }

    private int ReadFile(Span<byte> target)
    {
        try
        {
            int count = RandomAccess.Read(_file, target, _bufferEnd);
            return count > 0 ? count : throw Truncated();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(_path, $"it cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    private ModelFileException Truncated() => Invalid($"truncated: {Subject} reaches beyond the {Length} bytes of the file");

    private ModelFileException TooLarge() => Invalid($"the header is larger than {MaxHeaderBytes} bytes");
}
