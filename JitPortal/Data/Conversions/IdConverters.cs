using JitPortal.Shared;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitPortal.Data.Conversions;

internal sealed class GrantIdConverter() : ValueConverter<GrantId, Guid>(v => v.Value, v => new GrantId(v));

internal sealed class RequestIdConverter() : ValueConverter<RequestId, Guid>(v => v.Value, v => new RequestId(v));

internal sealed class ScanIdConverter() : ValueConverter<ScanId, Guid>(v => v.Value, v => new ScanId(v));
