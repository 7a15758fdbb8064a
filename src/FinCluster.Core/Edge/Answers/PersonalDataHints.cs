using System.Buffers;
using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Answers;

/// <summary>Finds hints that a question holds somebody's data. It is no masking: it only keeps such questions out of caches.</summary>
internal static class PersonalDataHints
{
    private const int ManyDigits = 7;

    private static readonly SearchValues<string> Words = SearchValues.Create(
        [
            "身份证", "护照", "手机号", "电话", "银行卡", "卡号", "账号", "账户是", "资金账号", "股东账户", "我叫", "我是", "姓名", "住址", "邮箱", "密码", "验证码", "@",
            "ssn", "passport", "phone", "account number", "my account", "card number", "my name", "i am ", "i'm ", "email", "password", "iban", "date of birth",
        ],
        StringComparison.Ordinal);

    /// <summary>Says whether there is one.</summary>
    public static bool IsMet(string text)
    {
        string folded = TextFolder.Fold(text);
        int digits = 0;
        foreach (char c in folded)
        {
            // Blanks and hyphens between digits hide a number from nobody.
            digits = char.IsAsciiDigit(c) ? digits + 1 : c is ' ' or '-' ? digits : 0;
            if (digits >= ManyDigits)
            {
                return true;
            }
        }

        return folded.AsSpan().ContainsAny(Words);
    }
}
