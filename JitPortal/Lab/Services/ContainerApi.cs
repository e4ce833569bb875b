namespace JitPortal.Lab.Services;

/// <summary>The first answers of three HTTP interfaces that nobody should find open: Docker, Kubernetes, Elasticsearch.</summary>
internal static class ContainerApi
{
    private const string Json = "application/json";

    // The body of /version, in the order of fields in which the daemon writes it.
    public static LabTalk Docker(TimeProvider clock) =>
        Web.Page(
            clock,
            ["Server: Docker/24.0.7 (linux)"],
            Json,
            """{"Platform":{"Name":"Docker Engine - Community"},"Version":"24.0.7","ApiVersion":"1.43","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64","KernelVersion":"6.1.0-18-amd64"}"""
        );

    public static LabTalk Kubernetes(TimeProvider clock) =>
        Web.Page(
            clock,
            ["Www-Authenticate: Basic realm=\"kubernetes-master\"", "X-Content-Type-Options: nosniff"],
            "text/plain; charset=utf-8",
            "Unauthorized\n",
            "401 Unauthorized"
        );

    public static LabTalk Search(TimeProvider clock) =>
        Web.Page(
            clock,
            [],
            "application/json; charset=UTF-8",
            """
            {
              "name" : "search-01",
              "cluster_name" : "lab",
              "version" : {
                "number" : "8.12.2",
                "lucene_version" : "9.9.2"
              },
              "tagline" : "You Know, for Search"
            }

            """
        );
}
