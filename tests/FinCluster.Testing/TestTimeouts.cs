namespace FinCluster.Testing;

/// <summary>How long a test waits for something that happens. It is long, because a slow machine is no failure.</summary>
public static class TestTimeouts
{
    /// <summary>The one timeout of all tests.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    /// <summary>Gets a token that ends after <see cref="Default"/> or with the test.</summary>
    public static CancellationToken Token
    {
        get
        {
            // The source lives as long as its timer; a test is over before that matters.
            var source = CancellationTokenSource.CreateLinkedTokenSource(Xunit.TestContext.Current.CancellationToken);
            source.CancelAfter(Default);
            return source.Token;
        }
    }
}
