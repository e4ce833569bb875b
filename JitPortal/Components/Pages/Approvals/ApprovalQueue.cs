using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Approvals;

/// <summary>
/// The rows of the queue while people look at them. A row keeps its place whatever happens to its request, so that nobody clicks on
/// what slid under the pointer; requests that arrive wait until they are asked for.
/// </summary>
public sealed class ApprovalQueue
{
    private readonly List<QueueRow> _rows = [];
    private List<RequestView> _waiting = [];

    public IReadOnlyList<QueueRow> Rows => _rows;

    /// <summary>How many arrived since.</summary>
    public int NewOnes => _waiting.Count;

    /// <summary>Starts anew with these, what this person can decide first where the rows are grouped.</summary>
    public void Begin(IEnumerable<RequestView> requests, bool grouped)
    {
        _rows.Clear();
        _waiting = [];
        var rows = requests.Select(r => new QueueRow(r, r.MayDecide));
        _rows.AddRange(grouped ? rows.OrderByDescending(r => r.ForMe) : rows);
    }

    public void Append(IEnumerable<RequestView> requests) =>
        _rows.AddRange(requests.Where(r => Find(r.Id) is null).Select(r => new QueueRow(r, r.MayDecide)));

    /// <summary>Takes over what is there now; gives back the rows that were not among it, for their requests are decided.</summary>
    public IReadOnlyList<RequestId> Merge(IReadOnlyList<RequestView> now)
    {
        var known = now.ToDictionary(r => r.Id);
        foreach (var request in now)
            Update(request);
        _waiting = [.. now.Where(r => Find(r.Id) is null)];
        return [.. _rows.Where(r => r.Request.State == RequestState.Pending && !known.ContainsKey(r.Request.Id)).Select(r => r.Request.Id)];
    }

    /// <summary>Changes a row in place.</summary>
    public void Update(RequestView request)
    {
        var at = _rows.FindIndex(r => r.Request.Id == request.Id);
        if (at >= 0)
            _rows[at] = _rows[at] with { Request = request };
    }

    public QueueRow? Find(RequestId? id) => id is { } wanted ? _rows.Find(r => r.Request.Id == wanted) : null;

    /// <summary>The row that many steps below (or above) this one; the same at the ends.</summary>
    public QueueRow? Step(RequestId? from, int by)
    {
        var at = _rows.FindIndex(r => r.Request.Id == from);
        return _rows.Count == 0 ? null : _rows[Math.Clamp(at + by, 0, _rows.Count - 1)];
    }
}
