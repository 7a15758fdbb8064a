using System.Collections.Immutable;

namespace FinCluster.Core.Scaling.Demand;

/// <summary>The posts of gateways in memory, for backends that keep them so. Not thread-safe.</summary>
/// <typeparam name="T">What is kept of a post.</typeparam>
/// <param name="time">Measures how long posts have been there.</param>
public sealed class DemandPosts<T>(TimeProvider time)
{
    private readonly Dictionary<string, Post> _posts = new(StringComparer.Ordinal);

    /// <summary>Puts a gateway's post in the place of its last one.</summary>
    public void Put(string gateway, T post, TimeSpan lifetime)
    {
        DropOld();
        _posts[gateway] = new Post(post, time.GetTimestamp(), lifetime);
    }

    /// <summary>Gives the posts that hold now.</summary>
    public ImmutableArray<T> Read()
    {
        DropOld();
        return [.. _posts.Values.Select(post => post.Content)];
    }

    // Also at every post, so that gateways that have gone leave nothing where nobody reads.
    private void DropOld()
    {
        foreach ((string gateway, Post post) in _posts)
        {
            if (time.GetElapsedTime(post.Posted) >= post.Lifetime)
            {
                _posts.Remove(gateway);
            }
        }
    }

    private readonly record struct Post(T Content, long Posted, TimeSpan Lifetime);
}
