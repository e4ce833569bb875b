using System.Reflection;
using JitPortal.Grants.Model;
using JitPortal.Requests.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Architecture;

/// <summary>
/// Grants and requests move by their verbs alone. What belongs to the root is closed by the language; the parts are set by their root, which
/// the language cannot say, so the compiled code is read for it.
/// </summary>
public sealed class ClosedAggregatesTests
{
    private const byte Call = 0x28;
    private const byte CallVirtual = 0x6F;

    [Theory]
    [InlineData(typeof(Grant))]
    [InlineData(typeof(AccessRequest))]
    public void Root_HasNoSetterForOthers(Type root) =>
        Assert.Empty(root.GetProperties().Where(p => p.SetMethod is { IsPrivate: false } setter && !IsInit(setter)).Select(p => p.Name));

    [Theory]
    [InlineData(typeof(GrantDoor))]
    [InlineData(typeof(Decision))]
    public void Part_IsSetInItsModelAlone(Type part)
    {
        var setters = part.GetProperties().Select(p => p.SetMethod).OfType<MethodInfo>().Where(s => !IsInit(s)).ToHashSet();
        Assert.NotEmpty(setters);
        var writers = Product.Assemblies.SelectMany(Methods).Where(m => Called(m).Any(setters.Contains)).ToList();
        Assert.NotEmpty(writers);
        Assert.Equal([], writers.Where(m => m.DeclaringType!.Namespace != part.Namespace).Select(m => $"{m.DeclaringType}.{m.Name}"));
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        assembly
            .GetTypes()
            .SelectMany(t =>
                t.GetMembers(
                        BindingFlags.Instance
                            | BindingFlags.Static
                            | BindingFlags.Public
                            | BindingFlags.NonPublic
                            | BindingFlags.DeclaredOnly
                    )
                    .OfType<MethodBase>()
            );

    /// <summary>Reads each byte as if an instruction began there: it may find too much, and never too little.</summary>
    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at + 4 < code.Length; at++)
        {
            if (code[at] is Call or CallVirtual && Resolve(method, BitConverter.ToInt32(code, at + 1)) is { } called)
                yield return called;
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            return method.Module.ResolveMethod(
                token,
                method.DeclaringType!.GetGenericArguments(),
                method.IsGenericMethod ? method.GetGenericArguments() : []
            );
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or TypeLoadException)
        {
            return null;
        }
    }
}
