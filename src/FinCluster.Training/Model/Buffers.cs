namespace FinCluster.Training.Model;

/// <summary>Arrays that grow and never shrink.</summary>
internal static class Buffers
{
    /// <summary>Replaces an array that is too short; what it held is lost.</summary>
    /// <remarks>A quarter more than needed, because batches differ a little and each new array leaves an old one to be collected.</remarks>
    public static void Grow(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new float[length + (length / 4)];
        }
    }
}
