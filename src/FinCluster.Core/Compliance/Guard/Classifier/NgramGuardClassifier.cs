using System.Runtime.Intrinsics;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Core.Compliance.Guard.Classifier;

/// <summary>
/// A linear classifier over hashed n-grams. It judges every sentence, and up to <see cref="GuardSegments.MaxTogether"/> of them in a row, and says
/// what it says of the worst: a long harmless text does not drown a bad sentence.
/// </summary>
/// <remarks>Thread-safe; allocates nothing. The time is linear in the text's length.</remarks>
/// <param name="weights">What was learned.</param>
public sealed class NgramGuardClassifier(GuardWeights weights) : IGuardClassifier
{
    private const int FewSigns = 4;
    private const int LeastRow = 16;

    /// <summary>Gets the classifier with the weights that the program carries.</summary>
    public static NgramGuardClassifier Shipped { get; } = new(GuardWeights.Shipped);

    /// <inheritdoc/>
    public string Name => weights.Name;

    /// <inheritdoc/>
    public GuardScore Score(NormalizedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Score(text.Text);
    }

    /// <summary>Scores a normalised text.</summary>
    public GuardScore Score(ReadOnlySpan<char> text)
    {
        Span<Sentence> last = stackalloc Sentence[GuardSegments.MaxTogether];
        int known = 0;
        float worst = float.NegativeInfinity;
        int worstClass = GuardClasses.Allow;
        var segments = new GuardSegments(text);
        while (segments.MoveNext())
        {
            if (IsRow(segments.Current))
            {
                continue;
            }

            var sink = new Sink(weights.Padded, (1u << weights.Bits) - 1);
            GuardFeatures.Visit(segments.Current, ref sink);
            if (known == last.Length)
            {
                last[1..].CopyTo(last);
                known--;
            }

            last[known++] = new Sentence(sink.Sums, sink.Count, segments.Current.Length);
            Judge(last[..known], ref worst, ref worstClass);
        }

        return worstClass == GuardClasses.Allow
            ? new GuardScore(0, null)
            : new GuardScore(1 / (1 + Math.Exp(-worst)), GuardClasses.CategoryOf(worstClass));
    }

    // The same few signs again and again say nothing, and as often as they stand there they would weigh.
    private static bool IsRow(ReadOnlySpan<char> sentence)
    {
        Span<char> known = stackalloc char[FewSigns];
        int count = 0;
        foreach (char c in sentence)
        {
            if (!known[..count].Contains(c))
            {
                if (count == FewSigns)
                {
                    return false;
                }

                known[count++] = c;
            }
        }

        return sentence.Length >= LeastRow;
    }

    // All windows that end with the last sentence.
    private void Judge(ReadOnlySpan<Sentence> sentences, ref float worst, ref int worstClass)
    {
        var sums = Vector256<int>.Zero;
        int count = 0;
        int characters = 0;
        for (int i = sentences.Length - 1; i >= 0; i--)
        {
            characters += sentences[i].Characters;
            if (i < sentences.Length - 1 && characters > GuardSegments.MaxCharactersTogether)
            {
                return;
            }

            sums += sentences[i].Sums;
            count += sentences[i].Count;
            if (count == 0)
            {
                continue;
            }

            (float logOdds, int likeliest) = LogOdds(sums, count);
            if (logOdds > worst)
            {
                (worst, worstClass) = (logOdds, likeliest);
            }
        }
    }

    private (float LogOdds, int Likeliest) LogOdds(Vector256<int> sums, int count)
    {
        float factor = weights.Scale / MathF.Sqrt(count);
        int likeliest = 1;
        Span<float> logits = stackalloc float[GuardClasses.Count];
        for (int c = 0; c < logits.Length; c++)
        {
            logits[c] = weights.Biases[c] + (factor * sums[c]);
            likeliest = c > 1 && logits[c] > logits[likeliest] ? c : likeliest;
        }

        float sum = 0;
        for (int c = 1; c < logits.Length; c++)
        {
            sum += MathF.Exp(logits[c] - logits[likeliest]);
        }

        return (logits[likeliest] + MathF.Log(sum) - logits[GuardClasses.Allow] - weights.Shift, likeliest);
    }

    private readonly record struct Sentence(Vector256<int> Sums, int Count, int Characters);

    private struct Sink(sbyte[] padded, uint mask) : IGuardFeatureSink
    {
        public Vector256<int> Sums { get; private set; }

        public int Count { get; private set; }

        public void Add(uint hash)
        {
            Vector64<sbyte> bucket = Vector64.Create<sbyte>(padded.AsSpan((int)(hash & mask) * GuardWeights.Stride, GuardWeights.Stride));
            Vector128<short> wide = Vector128.WidenLower(Vector128.Create(bucket, Vector64<sbyte>.Zero));
            Sums += Vector256.Create(Vector128.WidenLower(wide), Vector128.WidenUpper(wide));
            Count++;
        }
    }
}
