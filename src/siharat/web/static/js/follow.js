// Read again twice a minute while somebody looks. A form, for the key must not stand in an address.

const again = document.querySelector("[data-again]");
setInterval(() => { if (!document.hidden) again.submit(); }, 30000);
