using FinCluster.Core.Scaling.Policies;
using FinCluster.Simulation.Demand;
using FinCluster.Simulation.Measures;

namespace FinCluster.Simulation.Cluster;

/// <summary>A pool over time, request by request. A function of what it is given: no clock, no threads.</summary>
internal sealed class PoolSimulation
{
    private readonly PoolRun _run;
    private readonly ArrivalProcess _arrivals;
    private readonly SimulationRandom _lengths;
    private readonly ReplicaWork _work;
    private readonly ReplicaFleet _fleet;
    private readonly WaitingQueue _queue;
    private readonly DemandMeter _meter;
    private readonly BellWatch _bells;
    private readonly PoolOutcome _outcome;
    private readonly double _end;
    private int _desired;
    private double _accountedTo;

    public PoolSimulation(PoolRun run)
    {
        _run = run;
        int replicas = (2 * run.Pool.MaxReplicas) + 16;
        _arrivals = new ArrivalProcess(run.Trace, run.Start, run.Days, run.Seed);
        _lengths = new SimulationRandom(run.Seed, 3);
        _work = new ReplicaWork(replicas, run.Speeds);
        _fleet = new ReplicaFleet(
            replicas,
            run.Speeds.Sequences,
            _work,
            ReplicaFleet.StartTimes(new SimulationRandom(run.Seed, 4), run.StartSeconds, run.StartSpread),
            run.DrainSeconds);
        _queue = new WaitingQueue(run.QueueBound);
        _meter = new DemandMeter(run.Answers.Mean);
        _bells = new BellWatch(run.Bells);
        _outcome = new PoolOutcome(run.Days * 1440);
        _end = run.Days * 86_400.0;
    }

    /// <summary>Runs to the end, and on until every request has ended.</summary>
    public PoolOutcome Run()
    {
        Begin();
        double arrival = _arrivals.After(0);
        for (double tick = _run.TickSeconds; ;)
        {
            double now = Math.Min(Math.Min(arrival, tick), Math.Min(_work.NextEnd, _fleet.NextChange));
            if (tick > _end && double.IsPositiveInfinity(arrival) && _queue.Count == 0 && double.IsPositiveInfinity(_work.NextEnd))
            {
                break;
            }

            if (now == arrival)
            {
                Arrive(now);
                arrival = _arrivals.After(now);
            }
            else if (now == _work.NextEnd)
            {
                EndAnswer(now);
            }
            else if (now == _fleet.NextChange)
            {
                Account(now);
                _fleet.Change(now);
                _bells.Observe(now, _fleet.Ready);
                StartWaiting(now);
            }
            else
            {
                Tick(now);
                tick += _run.TickSeconds;
            }
        }

        _bells.End(_end);
        _outcome.BellMargins.AddRange(_bells.Margins);
        _outcome.ScaleActions = _run.Scaler.Changes;
        return _outcome;
    }

    // The pool has been there before, so what is asked for at the beginning is ready at once.
    private void Begin()
    {
        _desired = _run.Scaler.Decide(0, Input(0));
        _fleet.ScaleTo(_desired, -1e9);
        while (_fleet.NextChange <= 0)
        {
            _fleet.Change(0);
        }

        _bells.Observe(0, _fleet.Ready);
    }

    private void Arrive(double now)
    {
        int minute = (int)(now / 60);
        _outcome.Minutes.Requests[minute]++;
        _meter.OnRequest(now);
        var request = new WaitingRequest(now, _run.Prompts.Next(_lengths), _run.Answers.Next(_lengths));
        RefuseLate(now);
        if (_queue.Count == 0 && _fleet.LeastLoaded is >= 0 and int replica)
        {
            Start(request, replica, now);
        }
        else if (!_queue.TryAdd(request))
        {
            _outcome.Refused++;
            _outcome.Minutes.Refused[minute]++;
        }
    }

    private void EndAnswer(double now)
    {
        (int replica, int tokens) = _work.End();
        _fleet.OnLoad(replica, now);
        _meter.OnAnswer(tokens);
        _outcome.Answers++;
        _outcome.OutputTokens += tokens;
        if (now < _end)
        {
            _outcome.Minutes.OutputTokens[(int)(now / 60)] += tokens;
        }

        if (_queue.Count > 0)
        {
            StartWaiting(now);
        }
    }

    private void StartWaiting(double now)
    {
        RefuseLate(now);
        while (_queue.Count > 0 && _fleet.LeastLoaded is >= 0 and int replica)
        {
            Start(_queue.Take(), replica, now);
        }
    }

    private void Start(in WaitingRequest request, int replica, double now)
    {
        double prefill = _work.Begin(replica, now, request.PromptTokens, request.OutputTokens);
        _fleet.OnLoad(replica, now);
        _outcome.WaitSeconds += now - request.Arrival;
        double firstToken = now - request.Arrival + prefill;
        _outcome.FirstTokens.Add(firstToken);
        _meter.OnFirstToken(now, firstToken);
        if (firstToken <= _run.Pool.TtftSeconds)
        {
            _outcome.InTime++;
            _outcome.Minutes.InTime[(int)(request.Arrival / 60)]++;
        }
    }

    private void RefuseLate(double now)
    {
        while (_queue.Count > 0 && now - _queue.Head.Arrival > _run.QueueSeconds)
        {
            _outcome.Refused++;
            _outcome.Minutes.Refused[(int)(_queue.Take().Arrival / 60)]++;
        }
    }

    private void Tick(double now)
    {
        RefuseLate(now);
        if (now > _end)
        {
            return;
        }

        Account(now);
        int desired = _run.Scaler.Decide(now, Input(now));
        if (desired != _desired)
        {
            _desired = desired;
            _fleet.ScaleTo(desired, now);
            _bells.Observe(now, _fleet.Ready);
        }

        _outcome.MostQueued = Math.Max(_outcome.MostQueued, _queue.Count);
    }

    private ScalingInput Input(double now)
    {
        (double rate, double recent, double? ttft) = _meter.Read(now);
        return new ScalingInput
        {
            Now = _run.Start.AddSeconds(now),
            Desired = _desired,
            Ready = _fleet.Ready,
            TokensPerSecond = rate,
            RecentTokensPerSecond = recent,
            QueuedTokens = _queue.Count * _meter.MeanOutputTokens,
            TtftP99 = ttft,
            KvPressure = Math.Min(1, (double)_fleet.MostLoad / _run.Speeds.Sequences * (_run.Prompts.Mean + _run.Answers.Mean) / _run.ContextTokens),
            StartSeconds = _run.Pool.StartSeconds,
        };
    }

    // Ticks fall on full minutes, so no part of the account lies in two of them.
    private void Account(double now)
    {
        double seconds = Math.Min(now, _end) - _accountedTo;
        if (seconds <= 0)
        {
            return;
        }

        int minute = (int)((_accountedTo + (seconds / 2)) / 60);
        _outcome.Minutes.ReadySeconds[minute] += seconds * _fleet.Ready;
        _outcome.Minutes.PaidSeconds[minute] += seconds * _fleet.Paid;
        _outcome.Minutes.StartingSeconds[minute] += seconds * _fleet.Starting;
        _accountedTo = now;
    }
}
