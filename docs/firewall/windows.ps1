# Keeps Volition's LSL streams on this machine (Windows). Run in PowerShell as administrator:
#   .\windows.ps1                          nobody else may listen
#   .\windows.ps1 -Guest 192.168.1.20      one other computer may (lsl_peer in settings.toml)
#   .\windows.ps1 -Remove                  take the rules away
# Windows never filters a machine's traffic with itself, so that the program works as before.
# A rule that blocks wins over every rule that allows: the guest is left out of what is blocked.
param([System.Net.IPAddress]$Guest, [switch]$Remove)

$ports = "16571-16604", "21572-21667"
Get-NetFirewallRule -Group "Volition" -ErrorAction SilentlyContinue | Remove-NetFirewallRule
if ($Remove) { return }

$strangers = "Any"
if ($Guest) {
    $bytes = $Guest.GetAddressBytes(); [array]::Reverse($bytes)
    $number = [System.BitConverter]::ToUInt32($bytes, 0)
    $address = { param($n) $b = [System.BitConverter]::GetBytes([uint32]$n); [array]::Reverse($b)
                 ([System.Net.IPAddress]$b).ToString() }
    $strangers = "0.0.0.0-$(& $address ($number - 1))", "$(& $address ($number + 1))-255.255.255.255"
}
foreach ($protocol in "TCP", "UDP") {
    New-NetFirewallRule -DisplayName "Volition: no LSL from outside ($protocol)" -Group "Volition" `
        -Direction Inbound -Protocol $protocol -LocalPort $ports -RemoteAddress $strangers `
        -Action Block | Out-Null
    if ($Guest) {
        New-NetFirewallRule -DisplayName "Volition: LSL for $Guest ($protocol)" -Group "Volition" `
            -Direction Inbound -Protocol $protocol -LocalPort $ports -RemoteAddress "$Guest" `
            -Action Allow | Out-Null
    }
}
