namespace FinCluster.Training.Model;

/// <summary>Turns neighbouring pairs of a head's vector by an angle that grows with the position.</summary>
internal sealed class RotaryPositions
{
    private readonly int _heads;
    private readonly int _pairs;
    private readonly float[] _cosines;
    private readonly float[] _sines;

    /// <summary>Computes the angles of all positions.</summary>
    public RotaryPositions(LlamaShape shape)
    {
        _heads = shape.Heads;
        _pairs = shape.HeadWidth / 2;
        _cosines = new float[shape.Context * _pairs];
        _sines = new float[_cosines.Length];
        for (int position = 0; position < shape.Context; position++)
        {
            for (int pair = 0; pair < _pairs; pair++)
            {
                double angle = position * Math.Pow(shape.RopeBase, -2.0 * pair / shape.HeadWidth);
                (double sine, double cosine) = Math.SinCos(angle);
                _sines[(position * _pairs) + pair] = (float)sine;
                _cosines[(position * _pairs) + pair] = (float)cosine;
            }
        }
    }

    /// <summary>Turns the vectors of a sequence in place.</summary>
    /// <param name="vectors">The vectors of all heads, position by position from 0.</param>
    /// <param name="back">Whether to turn back, which is what gradients need.</param>
    public void Apply(Span<float> vectors, bool back)
    {
        int width = _heads * _pairs * 2;
        float sign = back ? -1f : 1f;
        for (int position = 0; position * width < vectors.Length; position++)
        {
            ReadOnlySpan<float> cosines = _cosines.AsSpan(position * _pairs, _pairs);
            ReadOnlySpan<float> sines = _sines.AsSpan(position * _pairs, _pairs);
            for (int head = 0; head < _heads; head++)
            {
                Span<float> vector = vectors.Slice((position * width) + (head * _pairs * 2), _pairs * 2);
                for (int pair = 0; pair < cosines.Length; pair++)
                {
                    float sine = sign * sines[pair];
                    (float x, float y) = (vector[2 * pair], vector[(2 * pair) + 1]);
                    vector[2 * pair] = (x * cosines[pair]) - (y * sine);
                    vector[(2 * pair) + 1] = (x * sine) + (y * cosines[pair]);
                }
            }
        }
    }
}
