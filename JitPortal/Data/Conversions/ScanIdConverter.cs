using JitPortal.Shared;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitPortal.Data.Conversions;

internal sealed class ScanIdConverter() : ValueConverter<ScanId, Guid>(v => v.Value, v => new ScanId(v));
