# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# What decides the packages comes first, so that a change of code does not restore them anew.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt appsettings.json ./
COPY JitPortal/JitPortal.csproj JitPortal/packages.lock.json JitPortal/
COPY JitPortal.Agent/JitPortal.Agent.csproj JitPortal.Agent/packages.lock.json JitPortal.Agent/
COPY JitPortal.Enforcement/JitPortal.Enforcement.csproj JitPortal.Enforcement/packages.lock.json JitPortal.Enforcement/
RUN dotnet restore JitPortal --locked-mode
COPY JitPortal.Enforcement JitPortal.Enforcement
COPY JitPortal.Agent JitPortal.Agent
COPY JitPortal JitPortal
RUN dotnet publish JitPortal -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Nmap is the distribution's own package, installed by whoever builds this image; see "Licence" in README.md before you pass an image on.
# OpenSSH's client proves SSH doors and speaks to packet filters elsewhere; the portal finds it in the path.
RUN apt-get update \
    && apt-get install -y --no-install-recommends nmap openssh-client tzdata \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
COPY LICENSE .
# The user comes with the base image; the folder is made here so that a fresh volume belongs to it.
RUN mkdir /data && chown "$APP_UID:$APP_UID" /data
USER $APP_UID
ENV Data=/data Urls=http://+:8080 Gateway__Ports=20000-20099
VOLUME /data
EXPOSE 8080 20000-20099
HEALTHCHECK --interval=30s --timeout=8s --start-period=60s --retries=3 \
    CMD ["dotnet", "JitPortal.dll", "health", "--urls", "http://localhost:8080"]
ENTRYPOINT ["dotnet", "JitPortal.dll"]
