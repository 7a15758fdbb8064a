namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Kinds that begin as a word does: accounts, passports, Hong Kong ids, IBANs, dates of birth.</summary>
internal static class WordRules
{
    /// <summary>Adds what is found in a candidate.</summary>
    public static void Match(Candidate candidate, ref FoundList found)
    {
        for (int start = candidate.Start; start < candidate.Limit; start++)
        {
            if (!Numerals.IsWord(candidate.Text[start]) || (start > candidate.Start && Numerals.IsWord(candidate.Before(start))) || !candidate.IsWordStart(start))
            {
                continue;
            }

            if (HongKongIds.TryMatch(candidate, start, out int end))
            {
                found.Add(PersonalDataKind.HongKongId, start, end);
            }

            if (Ibans.TryMatch(candidate, start, out end))
            {
                found.Add(PersonalDataKind.Iban, start, end);
            }

            if (Passports.TryMatch(candidate, start, out end))
            {
                found.Add(PersonalDataKind.Passport, start, end);
            }

            if (Accounts.TryMatch(candidate, start, out end))
            {
                found.Add(PersonalDataKind.BrokerageAccount, start, end);
            }

            if (BirthDates.TryMatch(candidate, start, out end))
            {
                found.Add(PersonalDataKind.BirthDate, start, end);
            }
        }
    }
}
