using FinCluster.LoadGenerator.Loops;

namespace FinCluster.LoadGenerator.Workloads;

/// <summary>Computes what one cache without bounds would save of a trace: of each prompt, the longest beginning that was read or written before.</summary>
/// <remarks>
/// It counts characters, for it has no tokenizer; a message has two more for its marks, and a prompt ends with one for the answer's.
/// Requests count in the order in which they are added. Used by one caller at a time.
/// </remarks>
internal sealed class ReuseMeter
{
    private const char EndMark = '\uE000';
    private const char SpeakerMark = '\uE001';

    private readonly HashSet<ulong> _seen = [];

    /// <summary>Adds requests; gives the share of their characters that such a cache would save.</summary>
    /// <param name="samples">The requests in the trace's order.</param>
    public double Add(IEnumerable<AnswerSample> samples)
    {
        long all = 0;
        long saved = 0;
        foreach (AnswerSample sample in samples)
        {
            (int length, int known) = AddOne(sample.Request.Messages, sample.Text);
            all += length;
            saved += known;
        }

        return all == 0 ? 0 : (double)saved / all;
    }

    private (int Length, int Known) AddOne(IReadOnlyList<TraceMessage> messages, string? answer)
    {
        var reader = new Reader(_seen);
        foreach (TraceMessage message in messages)
        {
            reader.Read((char)(SpeakerMark + message.Speaker));
            reader.Read(message.Content);
            reader.Read(EndMark);
        }

        reader.Read((char)(SpeakerMark + Speaker.Assistant));
        (int Length, int Known) prompt = (reader.Length, reader.Known);
        reader.Read(answer);
        return prompt;
    }

    /// <summary>Names each beginning by a hash of it: two of them are one with a chance of 2^-64.</summary>
    private ref struct Reader(HashSet<ulong> seen)
    {
        private ulong _state;

        public int Length { get; private set; }

        public int Known { get; private set; }

        public void Read(ReadOnlySpan<char> text)
        {
            foreach (char character in text)
            {
                Read(character);
            }
        }

        public void Read(char character)
        {
            ulong high = Math.BigMul(_state ^ ((ulong)character << 32) ^ 0x9e3779b97f4a7c15, 0xe7037ed1a0b428db, out ulong low);
            _state = (high ^ low) + character + 1;
            Known += seen.Add(_state) ? 0 : 1;
            Length++;
        }
    }
}
