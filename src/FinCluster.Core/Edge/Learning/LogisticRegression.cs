namespace FinCluster.Core.Edge.Learning;

/// <summary>Logistic regression with L2, by Newton's method: a few exact steps instead of a learning rate. Deterministic.</summary>
internal static class LogisticRegression
{
    private const int MaxSteps = 50;
    private const double Tolerance = 1e-10;

    /// <summary>Fits.</summary>
    /// <param name="rows">The features of each example; all of one length.</param>
    /// <param name="labels">Whether each example is positive.</param>
    /// <param name="signs">For each feature 1 or -1 when its weight may not have the other sign, 0 when it may; a feature that would is left out.</param>
    /// <param name="l2">The strength of L2, above 0; the bias has none.</param>
    /// <returns>The weights, and the bias behind them.</returns>
    public static double[] Fit(IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels, ReadOnlySpan<int> signs, double l2)
    {
        double[][] used = [.. rows.Select(row => (double[])row.Clone())];
        while (true)
        {
            double[] weights = Fit(used, labels, l2);
            bool isDone = true;
            for (int j = 0; j < signs.Length; j++)
            {
                if (signs[j] * weights[j] < 0)
                {
                    isDone = false;
                    foreach (double[] row in used)
                    {
                        row[j] = 0;
                    }
                }
            }

            if (isDone)
            {
                return weights;
            }
        }
    }

    /// <summary>Gets the probability of an example.</summary>
    public static double Probability(ReadOnlySpan<double> weights, ReadOnlySpan<double> row)
    {
        double sum = weights[^1];
        for (int j = 0; j < row.Length; j++)
        {
            sum += weights[j] * row[j];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    private static double[] Fit(double[][] rows, IReadOnlyList<bool> labels, double l2)
    {
        int size = rows[0].Length + 1;
        double[] weights = new double[size];
        for (int step = 0; step < MaxSteps; step++)
        {
            double[] gradient = new double[size];
            double[][] hessian = [.. Enumerable.Range(0, size).Select(_ => new double[size])];
            for (int j = 0; j < size; j++)
            {
                // A trace of it on the bias, so that the system can always be solved.
                double strength = j == size - 1 ? 1e-9 : l2;
                gradient[j] = strength * weights[j];
                hessian[j][j] = strength;
            }

            for (int i = 0; i < rows.Length; i++)
            {
                Accumulate(rows[i], labels[i], weights, gradient, hessian);
            }

            double[] change = Solve(hessian, gradient);
            double largest = 0;
            for (int j = 0; j < size; j++)
            {
                weights[j] -= change[j];
                largest = Math.Max(largest, Math.Abs(change[j]));
            }

            if (largest < Tolerance)
            {
                break;
            }
        }

        return weights;
    }

    private static void Accumulate(double[] row, bool label, double[] weights, double[] gradient, double[][] hessian)
    {
        double p = Probability(weights, row);
        double error = p - (label ? 1 : 0);
        double curvature = Math.Max(p * (1 - p), 1e-9);
        for (int j = 0; j <= row.Length; j++)
        {
            double x = j < row.Length ? row[j] : 1;
            if (x == 0)
            {
                continue;
            }

            gradient[j] += error * x;
            for (int k = 0; k <= j; k++)
            {
                hessian[j][k] += curvature * x * (k < row.Length ? row[k] : 1);
            }
        }
    }

    // Cholesky: the matrix is symmetric and positive; only its lower half is read.
    private static double[] Solve(double[][] matrix, double[] right)
    {
        int size = right.Length;
        double[] solution = [.. right];
        for (int j = 0; j < size; j++)
        {
            for (int k = 0; k <= j; k++)
            {
                double sum = matrix[j][k];
                for (int m = 0; m < k; m++)
                {
                    sum -= matrix[j][m] * matrix[k][m];
                }

                matrix[j][k] = j == k ? Math.Sqrt(sum) : sum / matrix[k][k];
            }

            for (int m = 0; m < j; m++)
            {
                solution[j] -= matrix[j][m] * solution[m];
            }

            solution[j] /= matrix[j][j];
        }

        for (int j = size - 1; j >= 0; j--)
        {
            for (int m = j + 1; m < size; m++)
            {
                solution[j] -= matrix[m][j] * solution[m];
            }

            solution[j] /= matrix[j][j];
        }

        return solution;
    }
}
