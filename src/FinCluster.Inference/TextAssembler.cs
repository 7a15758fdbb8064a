using System.Buffers;
using System.Text;

namespace FinCluster.Inference;

/// <summary>Puts the bytes of tokens together and hands out text as far as it is final. One reader uses it.</summary>
internal sealed class TextAssembler
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private int _taken;

    /// <summary>Adds the bytes of one token.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>Takes the next final bytes as text.</summary>
    public string Take(int count)
    {
        if (count == 0)
        {
            return "";
        }

        string text = Encoding.UTF8.GetString(_bytes.WrittenSpan.Slice(_taken, count));
        _taken += count;
        if (_taken == _bytes.WrittenCount)
        {
            _bytes.ResetWrittenCount();
            _taken = 0;
        }

        return text;
    }
}
