using JitPortal.Shared;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitPortal.Data.Conversions;

internal sealed class RequestIdConverter() : ValueConverter<RequestId, Guid>(v => v.Value, v => new RequestId(v));
