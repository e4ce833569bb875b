using JitPortal.Shared;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitPortal.Data.Conversions;

internal sealed class GrantIdConverter() : ValueConverter<GrantId, Guid>(v => v.Value, v => new GrantId(v));
