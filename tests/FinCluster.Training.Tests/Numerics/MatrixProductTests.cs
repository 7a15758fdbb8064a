using FinCluster.Training.Numerics;

namespace FinCluster.Training.Tests.Numerics;

public sealed class MatrixProductTests
{
    [Theory]
    [InlineData(1, 1, 1, false, false)]
    [InlineData(12, 32, 8, false, true)]
    [InlineData(13, 33, 5, true, false)]
    [InlineData(97, 70, 300, true, true)]
    [InlineData(200, 1100, 260, false, false)]
    public void Multiply_AnyShape_IsTheSumOfProducts(int rows, int columns, int depth, bool turnLeft, bool turnRight)
    {
        float[] left = Draw(rows * depth, 1);
        float[] right = Draw(depth * columns, 2);
        float[] expected = new float[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int k = 0; k < depth; k++)
                {
                    sum += (double)left[turnLeft ? (k * rows) + i : (i * depth) + k] * right[turnRight ? (j * depth) + k : (k * columns) + j];
                }

                expected[(i * columns) + j] = (float)sum;
            }
        }

        float[] actual = new float[rows * columns];
        MatrixView leftView = turnLeft ? new MatrixView(left, depth, rows).Transposed : new MatrixView(left, rows, depth);
        MatrixView rightView = turnRight ? new MatrixView(right, columns, depth).Transposed : new MatrixView(right, depth, columns);
        var product = new MatrixProduct();
        product.Multiply(leftView, rightView, actual, columns);
        product.Multiply(leftView, rightView, actual, columns, add: true);

        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(2 * expected[i], actual[i], tolerance: 1e-4f);
        }
    }

    [Fact]
    public void Multiply_BothKernels_GiveTheSame()
    {
        float[] left = Draw(50 * 40, 3);
        float[] right = Draw(40 * 70, 4);
        float[] wide = new float[50 * 70];
        float[] narrow = new float[wide.Length];
        var product = new MatrixProduct();

        product.Run<Kernel512>(new MatrixView(left, 50, 40), new MatrixView(right, 40, 70), wide, 70);
        product.Run<Kernel256>(new MatrixView(left, 50, 40), new MatrixView(right, 40, 70), narrow, 70);

        for (int i = 0; i < wide.Length; i++)
        {
            Assert.Equal(wide[i], narrow[i], tolerance: 1e-5f);
        }
    }

    [Fact]
    public void Multiply_IntoABlock_LeavesTheRestAlone()
    {
        float[] target = [.. Enumerable.Repeat(7f, 40)];

        new MatrixProduct().Multiply(new MatrixView([1f, 2f], 2, 1), new MatrixView([3f, 4f], 1, 2), target.AsSpan(9), 10);

        Assert.Equal([3f, 4f, 7f], target[9..12]);
        Assert.Equal([6f, 8f, 7f], target[19..22]);
        Assert.Equal(4, target.Count(value => value != 7f));
    }

    private static float[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
