using System.Globalization;

namespace FinCluster.Training.Corpora;

/// <summary>Writes calculations down in steps so small that a model can learn each of them.</summary>
internal static class WorkedSteps
{
    /// <summary>Divides without remainder: the tens of the quotient first, then its ones.</summary>
    /// <returns>For example "84=60+24，60÷6=10，24÷6=4，84÷6=10+4=14".</returns>
    public static string Divide(int dividend, int divisor, string between = "，")
    {
        int quotient = dividend / divisor;
        (int tens, int ones) = (quotient / 10 * 10, quotient % 10);
        if (tens == 0 || ones == 0)
        {
            return $"{dividend}÷{divisor}={quotient}";
        }

        return $"{dividend}={tens * divisor}+{ones * divisor}{between}{tens * divisor}÷{divisor}={tens}{between}"
            + $"{ones * divisor}÷{divisor}={ones}{between}{dividend}÷{divisor}={tens}+{ones}={quotient}";
    }

    /// <summary>Multiplies the tens, then the ones.</summary>
    /// <returns>For example "46×3=40×3+6×3=120+18=138".</returns>
    public static string Multiply(int left, int right)
    {
        (int tens, int ones) = (left / 10 * 10, left % 10);
        return tens == 0 || ones == 0
            ? $"{left}×{right}={left * right}"
            : $"{left}×{right}={tens}×{right}+{ones}×{right}={tens * right}+{ones * right}={left * right}";
    }

    /// <summary>Adds the tens of the second number, then its ones.</summary>
    /// <returns>For example "47+38=47+30+8=77+8=85".</returns>
    public static string Add(int left, int right) => Split(left, right, '+', left + (right / 10 * 10), left + right);

    /// <summary>Takes away the tens of the second number, then its ones.</summary>
    /// <returns>For example "85-38=85-30-8=55-8=47".</returns>
    public static string Subtract(int left, int right) => Split(left, right, '-', left - (right / 10 * 10), left - right);

    /// <summary>Writes a share as a decimal fraction and as a percentage.</summary>
    /// <returns>For example "4÷50=0.08=8%".</returns>
    public static string Share(decimal part, int whole) => $"{Text(part)}÷{whole}={Text(part / whole)}={Text(part / whole * 100)}%";

    /// <summary>Writes a number without needless zeros.</summary>
    public static string Text(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Split(int left, int right, char sign, int between, int result) => right < 10 || right % 10 == 0
        ? $"{left}{sign}{right}={result}"
        : $"{left}{sign}{right}={left}{sign}{right / 10 * 10}{sign}{right % 10}={between}{sign}{right % 10}={result}";
}
